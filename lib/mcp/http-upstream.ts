import type { JsonObject } from '@/lib/domain/argument';
import { OutgoingError } from '@/lib/outgoing/error';
import type { OutgoingPolicy } from '@/lib/outgoing/policy';
import { type OutgoingStream, openOutgoing } from '@/lib/outgoing/request';
import { canonicalText, MAX_DEPTH } from '@/lib/pdp/record';
import { META, mirrorsOf, NEWEST_SESSIONED, SESSIONED, STATELESS } from './era';
import { isObject, type RpcAnswer } from './message';
import { RpcFailure } from './rpc-failure';
import { eventData } from './server-events';
import {
  CALL_MS,
  MAX_MESSAGE_BYTES,
  type Upstream,
  type UpstreamCall,
  type UpstreamSession,
} from './upstream';

/** A server that is reached over HTTP, with the secret that it wants of us. */
export type HttpTarget = {
  url: string;
  secret: { header: string; value: string } | null;
  policy: OutgoingPolicy;
};

/** Who we are to a server. We offer it nothing: what it could ask of a client does not pass the gateway. */
export const CLIENT = { name: 'cordon', version: '1' };
const BEGIN_MS = 10_000;

/** Whether a server speaks the stateless revision, by its URL. It belongs to the server, not to a caller. */
const knownEras = new Map<string, { isStateless: boolean; untilMs: number }>();
/** Shorter ones are in every text. */
const LEAST_SECRET = 8;
const ERA_MS = 10 * 60_000;
const MOST_ERAS = 1000;

/** Finds out how a server wants to be spoken to, and begins a session with one that has sessions. */
export async function beginHttp(target: HttpTarget, signal: AbortSignal): Promise<UpstreamSession> {
  const known = knownEras.get(target.url);
  const isKnown = known !== undefined && performance.now() < known.untilMs;
  const isStateless = isKnown ? known.isStateless : await isStatelessServer(target, signal);
  if (knownEras.size >= MOST_ERAS) knownEras.clear();
  if (!isKnown) knownEras.set(target.url, { isStateless, untilMs: performance.now() + ERA_MS });
  return isStateless ? { isStateless, id: null, version: STATELESS } : await initialize(target, signal);
}

/** The revision of today is tried first; a server that does not know it has sessions. */
async function isStatelessServer(target: HttpTarget, signal: AbortSignal): Promise<boolean> {
  const method = 'server/discover';
  const params = { _meta: statelessMeta() };
  const { status, answer } = await exchange(
    target,
    mirrorsOf(method, params),
    { id: 'probe', method, params },
    signal,
  );
  if (answer === null || status === 401 || status === 403) return false;
  if ('error' in answer) {
    const { code, data } = answer.error;
    const supported = isObject(data) && Array.isArray(data.supported) ? data.supported : [];
    return code === -32022 && supported.includes(STATELESS);
  }
  const { supportedVersions } = answer.result;
  return Array.isArray(supportedVersions) && supportedVersions.includes(STATELESS);
}

async function initialize(target: HttpTarget, signal: AbortSignal): Promise<UpstreamSession> {
  const params = { protocolVersion: NEWEST_SESSIONED, capabilities: {}, clientInfo: CLIENT };
  const { status, headers, answer } = await exchange(
    target,
    {},
    { id: 'begin', method: 'initialize', params },
    signal,
  );
  if (answer === null || 'error' in answer) throw refusal(status, 'does not begin a session');
  const version = answer.result.protocolVersion;
  if (typeof version !== 'string' || ![...SESSIONED, '2024-11-05'].includes(version)) {
    throw new RpcFailure('upstream', 'the server speaks no version that the gateway speaks');
  }
  const sent = headers['mcp-session-id'];
  const id = typeof sent === 'string' && /^[\x21-\x7e]{1,512}$/.test(sent) ? sent : null;
  const session = { isStateless: false, id, version };
  await notify(target, session, 'notifications/initialized', {}, signal);
  return session;
}

export const statelessMeta = (): JsonObject => ({
  [META.version]: STATELESS,
  [META.client]: CLIENT,
  [META.capabilities]: {},
});

/** A server over Streamable HTTP. Every message goes out as a request of its own, written by us from scratch. */
export class HttpUpstream implements Upstream {
  readonly #target: HttpTarget;
  readonly #session: UpstreamSession;

  constructor(target: HttpTarget, session: UpstreamSession) {
    this.#target = target;
    this.#session = session;
  }

  async call(call: UpstreamCall): Promise<RpcAnswer> {
    const { isStateless } = this.#session;
    const meta = {
      ...(isStateless && statelessMeta()),
      ...(call.wantsProgress && { progressToken: call.id }),
      ...call.trace,
    };
    const params = Object.keys(meta).length === 0 ? call.params : { ...call.params, _meta: meta };
    const headers = isStateless
      ? { ...mirrorsOf(call.method, params), ...call.mirrors }
      : sessionHeaders(this.#session);
    const message = { id: call.id, method: call.method, params };
    const cancel = () => {
      if (isStateless) return;
      // Closing the connection means nothing to a server with sessions: it is told.
      const told = { requestId: call.id, reason: 'the caller has gone' };
      notify(
        this.#target,
        this.#session,
        'notifications/cancelled',
        told,
        AbortSignal.timeout(BEGIN_MS),
      ).catch(() => {});
    };
    call.signal.addEventListener('abort', cancel, { once: true });
    try {
      const { status, answer } = await exchange(this.#target, headers, message, call.signal, {
        patienceMs: CALL_MS,
        onMessage: (other) => this.#hear(other, call),
      });
      if (answer !== null) return answer;
      if (status === 404 && !isStateless)
        throw new RpcFailure('session_unknown', 'the server has ended the session');
      throw refusal(status, 'gave no answer');
    } finally {
      call.signal.removeEventListener('abort', cancel);
    }
  }

  /** Notifications are handed on; what the server asks is refused, but for a sign of life. */
  #hear(message: JsonObject, call: UpstreamCall): void {
    const { id, method, params } = message;
    if (typeof method !== 'string') return;
    if (id === undefined) {
      call.onNotification(method, isObject(params) ? params : {});
      return;
    }
    const reply: JsonObject = {
      jsonrpc: '2.0',
      id,
      ...(method === 'ping'
        ? { result: {} }
        : { error: { code: -32601, message: 'this does not pass the gateway' } }),
    };
    const signal = AbortSignal.timeout(BEGIN_MS);
    send(this.#target, sessionHeaders(this.#session), reply, signal)
      .then(({ body }) => body.destroy())
      .catch(() => {});
  }

  async close(): Promise<void> {
    if (this.#session.id === null) return;
    const { body } = await send(
      this.#target,
      sessionHeaders(this.#session),
      null,
      AbortSignal.timeout(BEGIN_MS),
    );
    body.destroy();
  }
}

const sessionHeaders = ({ id, version }: UpstreamSession): Record<string, string> => ({
  'mcp-protocol-version': version,
  ...(id !== null && { 'mcp-session-id': id }),
});

async function notify(
  target: HttpTarget,
  session: UpstreamSession,
  method: string,
  params: JsonObject,
  signal: AbortSignal,
): Promise<void> {
  const { body } = await send(target, sessionHeaders(session), { jsonrpc: '2.0', method, params }, signal);
  body.destroy();
}

type Exchanged = { status: number; headers: OutgoingStream['headers']; answer: RpcAnswer | null };

/** Sends a request and waits for its answer; null when what came was none. */
async function exchange(
  target: HttpTarget,
  headers: Record<string, string>,
  message: { id: string; method: string; params: JsonObject },
  signal: AbortSignal,
  more: { patienceMs?: number; onMessage?: (message: JsonObject) => void } = {},
): Promise<Exchanged> {
  const stream = await send(target, headers, { jsonrpc: '2.0', ...message }, signal, more.patienceMs);
  try {
    const answer = await readAnswer(stream, message.id, more.onMessage ?? (() => {}), target.secret?.value);
    return { status: stream.status, headers: stream.headers, answer };
  } catch (error) {
    throw toFailure(error);
  } finally {
    stream.body.destroy();
  }
}

/** INVARIANT (same-bytes): the canonical text of our own message, under headers of our own. */
async function send(
  { url, secret, policy }: HttpTarget,
  headers: Record<string, string>,
  message: JsonObject | null,
  signal: AbortSignal,
  patienceMs = BEGIN_MS,
): Promise<OutgoingStream> {
  try {
    return await openOutgoing(policy, {
      url,
      method: message === null ? 'DELETE' : 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        'user-agent': 'cordon',
        ...headers,
        ...(message !== null && { 'content-type': 'application/json' }),
        ...(secret !== null && { [secret.header]: secret.value }),
      },
      ...(message !== null && { body: canonicalText(message, MAX_DEPTH + 4) }),
      timeoutMs: patienceMs,
      idleMs: patienceMs,
      signal,
    });
  } catch (error) {
    throw toFailure(error);
  }
}

async function readAnswer(
  { headers, body }: OutgoingStream,
  id: string,
  onMessage: (message: JsonObject) => void,
  secret: string | undefined,
): Promise<RpcAnswer | null> {
  const type = headers['content-type'] ?? '';
  if (/^text\/event-stream\b/i.test(type)) {
    for await (const data of eventData(body)) {
      withholdSecret(data, secret);
      const message = parsed(data);
      const answer = message === null ? null : answerIn(message, id);
      if (answer !== null) return answer;
      if (message !== null) onMessage(message);
    }
    return null;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_MESSAGE_BYTES) throw new RpcFailure('upstream', 'the server sent too large a message');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  withholdSecret(text, secret);
  const message = /^application\/json\b/i.test(type) ? parsed(text) : null;
  return message === null ? null : answerIn(message, id);
}

/** A server that tells what it was shown would tell the agent. The scheme before a secret is none. */
function withholdSecret(text: string, secret: string | undefined): void {
  const bare = secret?.replace(/^[A-Za-z]+ /, '');
  if (bare === undefined || bare.length < LEAST_SECRET) return;
  if (!text.includes(JSON.stringify(bare).slice(1, -1))) return;
  throw new RpcFailure(
    'upstream',
    'the server’s answer held the secret that is kept for it, and is withheld',
  );
}

function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The answer to our request in a message; null for any other message. An error may come without our id. */
export function answerIn(message: JsonObject, id: string): RpcAnswer | null {
  const { method, result, error } = message;
  if (method !== undefined) return null;
  if (isObject(result) && message.id === id) return { result };
  if (!isObject(error) || (message.id !== id && message.id !== null && message.id !== undefined)) return null;
  const code = Number.isSafeInteger(error.code) ? (error.code as number) : -32603;
  const told = typeof error.message === 'string' ? error.message : 'the server failed';
  return { error: { code, message: told, ...(error.data !== undefined && { data: error.data }) } };
}

const refusal = (status: number, what: string) =>
  new RpcFailure(
    'upstream',
    status === 401 || status === 403
      ? 'the server refuses the secret that is kept for it'
      : `the server ${what} (status ${status})`,
  );

function toFailure(error: unknown): unknown {
  if (error instanceof RpcFailure) return error;
  if (error instanceof OutgoingError)
    return new RpcFailure('upstream', `the server cannot be asked: ${error.message}`);
  return error;
}
