import type { RpcAnswer, RpcId } from './message';
import { RpcFailure } from './rpc-failure';

const HEADERS = {
  'cache-control': 'private, no-store, no-transform',
  'x-accel-buffering': 'no',
};
/** How long a call may stay without a word before its answer becomes a stream with signs of life. */
const QUIET_MS = 5000;
const HEARTBEAT_MS = 10_000;

export const toError = (failure: RpcFailure): RpcAnswer => ({
  error: {
    code: failure.code,
    message: failure.message,
    ...(failure.data !== undefined && { data: failure.data }),
  },
});

export const envelope = (id: RpcId | null, answer: RpcAnswer) => ({ jsonrpc: '2.0', id, ...answer });

export function jsonAnswer(
  id: RpcId | null,
  answer: RpcAnswer,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(envelope(id, answer)), {
    status,
    headers: { ...HEADERS, 'content-type': 'application/json', ...headers },
  });
}

/** What is not one of our failures is told without its text, which goes to the log. */
export function failureFrom(error: unknown, requestId: string): RpcFailure {
  if (error instanceof RpcFailure) return error;
  console.error(`MCP request ${requestId} failed:`, error);
  return new RpcFailure('internal', 'something went wrong');
}

export function failedAnswer(id: RpcId | null, failure: RpcFailure): Response {
  const headers: Record<string, string> = {
    ...(failure.status === 401 && { 'www-authenticate': 'Bearer realm="cordon"' }),
    ...(failure.status === 503 && { 'retry-after': '1' }),
  };
  return jsonAnswer(id, toError(failure), failure.status, headers);
}

/** The work behind one answer: tells what comes before it, and stops when nobody waits any more. */
export type Work = (
  tell: (method: string, params: object) => void,
  signal: AbortSignal,
) => Promise<RpcAnswer>;

/**
 * Answers a request that may take long: as one JSON text where nothing comes before the answer, else as a
 * stream that is passed on event by event. Whoever goes away ends the work.
 */
export async function answerWork(
  request: Request,
  requestId: string,
  id: RpcId,
  work: Work,
): Promise<Response> {
  const gone = new AbortController();
  request.signal.addEventListener('abort', () => gone.abort(), { once: true });
  if (request.signal.aborted) gone.abort();
  const waiting: string[] = [];
  let wake: () => void = () => {};
  const spoken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const tell = (method: string, params: object) => {
    waiting.push(eventOf({ jsonrpc: '2.0', method, params }));
    wake();
  };
  const end = work(tell, gone.signal).then(
    (answer) => ({ answer, failure: null }),
    (error: unknown) => ({ answer: null, failure: failureFrom(error, requestId) }),
  );
  const quiet = after(QUIET_MS);
  const takesStream = /\btext\/event-stream\b|\*\/\*/.test(request.headers.get('accept') ?? '');
  const first = await Promise.race([end, ...(takesStream ? [spoken, quiet.over] : [])]);
  quiet.cancel();
  if (first !== undefined) {
    return first.failure === null ? jsonAnswer(id, first.answer) : failedAnswer(id, first.failure);
  }
  return new Response(
    streamOf(
      id,
      waiting,
      (next) => {
        wake = next;
      },
      end,
      () => gone.abort(),
    ),
    {
      headers: { ...HEADERS, 'content-type': 'text/event-stream; charset=utf-8' },
    },
  );
}

const eventOf = (message: object): string => `event: message\ndata: ${JSON.stringify(message)}\n\n`;

type End = Promise<{ answer: RpcAnswer; failure: null } | { answer: null; failure: RpcFailure }>;

function streamOf(
  id: RpcId,
  waiting: string[],
  onWake: (wake: () => void) => void,
  end: End,
  leave: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let last: string | null = null;
  const over = end.then(({ answer, failure }) => {
    last = eventOf(envelope(id, failure === null ? answer : toError(failure)));
  });
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (waiting.length === 0 && last === null) {
          const heartbeat = after(HEARTBEAT_MS);
          await Promise.race([new Promise<void>(onWake), over, heartbeat.over]);
          heartbeat.cancel();
        }
        const events = waiting.splice(0).join('');
        controller.enqueue(encoder.encode(events + (last ?? (events === '' ? ': waiting\n\n' : ''))));
        if (last !== null) controller.close();
      },
      cancel: leave,
    },
    { highWaterMark: 1 },
  );
}

function after(ms: number): { over: Promise<undefined>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return { over, cancel: () => clearTimeout(timer) };
}
