import http from 'node:http';

/** One call as a caller asks it, in the words of the wire. */
export type Question = {
  key: string;
  agent: string;
  task?: string | null;
  tool: string;
  arguments?: Record<string, unknown>;
  callId?: string;
  accepts?: string[];
  resource?: string;
  /** The escalation whose approval it names. */
  approval?: string;
};

type Context = {
  evaluation_id?: string;
  outcome?: string;
  reason?: string;
  reasons?: { code: string; message: string }[];
  answers?: Record<'intent' | 'need' | 'end', { verdict: string } & Record<string, unknown>>;
  access_request?: { id: string; endpoint: string; expires_at: string };
  arguments?: unknown;
  error?: { status: number; message: string };
};
export type Evaluation = { decision: boolean; context: Context };

/** An answer as it came over the wire. `status` is 0 when there was none: refused, cut off, or too late. */
export type Reply = {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
  /** The evaluation, for 200; null for everything else. */
  evaluation: Evaluation | null;
  /** Milliseconds from sending to the last byte. */
  tookMs: number;
};

/** The body of a question. */
export const bodyOf = ({
  agent,
  task,
  tool,
  callId,
  accepts,
  resource,
  approval,
  ...more
}: Omit<Question, 'key'>) => ({
  subject: { type: 'agent', id: agent },
  action: { name: 'tools/call' },
  resource: { type: 'tool', id: tool, ...(resource !== undefined && { properties: { resource } }) },
  context: {
    ...(task !== undefined && task !== null && { task }),
    ...(callId !== undefined && { call_id: callId }),
    ...(accepts !== undefined && { accepts }),
    ...(approval !== undefined && { approval: { id: approval } }),
    ...(more.arguments !== undefined && { arguments: more.arguments }),
  },
});

/** Whether a reply lets a caller act. */
export const isAllow = (reply: Reply): boolean => reply.evaluation?.decision === true;

const agent = new http.Agent({ keepAlive: true, maxSockets: 512 });

export type Sent = {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  /** A text or bytes as they are; a list is sent in chunks without a length. */
  body?: string | Uint8Array | readonly Uint8Array[];
  patienceMs?: number;
};

/** Sends a request as it stands and waits for the whole answer. Never rejects. */
export function send(origin: string, { path, method, headers, body, patienceMs }: Sent): Promise<Reply> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const finish = (status: number, of: http.IncomingHttpHeaders, text: string) =>
      resolve({
        status,
        headers: of as Record<string, string | undefined>,
        text,
        evaluation: status === 200 ? evaluationIn(text) : null,
        tookMs: performance.now() - begun,
      });
    const request = http.request(
      origin + (path ?? '/access/v1/evaluation'),
      { method: method ?? 'POST', agent, headers: { ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => finish(response.statusCode ?? 0, response.headers, text));
        response.on('error', (error) => finish(0, {}, error.message));
      },
    );
    request.on('error', (error) => finish(0, {}, error.message));
    request.setTimeout(patienceMs ?? 15_000, () => request.destroy(new Error('no answer')));
    if (Array.isArray(body)) for (const chunk of body) request.write(chunk);
    else if (body !== undefined) {
      request.setHeader('content-length', Buffer.byteLength(body as string));
      request.write(body as string);
    }
    request.end();
  });
}

function evaluationIn(text: string): Evaluation | null {
  try {
    const value = JSON.parse(text);
    return typeof value?.decision === 'boolean' ? value : null;
  } catch {
    return null;
  }
}

/** Asks one question. Never rejects. */
export function ask(
  origin: string,
  { key, ...question }: Question,
  more: { patienceMs?: number } = {},
): Promise<Reply> {
  return send(origin, {
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(bodyOf(question)),
    ...more,
  });
}

/**
 * Asks again, as callers do, when there was no decision in time: on a busy machine that proves nothing. Gives
 * up after a minute, and answers what it was told last.
 */
export async function untilDecided(asking: () => Promise<Reply>): Promise<Reply> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const reply = await asking();
    if (reply.status !== 503 || performance.now() > deadline) return reply;
  }
}

/** Asks several questions of one key in one request. */
export function askMany(
  origin: string,
  key: string,
  questions: readonly Omit<Question, 'key'>[],
  semantic?: string,
): Promise<Reply> {
  return send(origin, {
    path: '/access/v1/evaluations',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...(semantic !== undefined && { options: { evaluations_semantic: semantic } }),
      evaluations: questions.map(bodyOf),
    }),
  });
}
