import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline, type Readable, Transform } from 'node:stream';
import { OutgoingError } from './error';
import type { OutgoingPolicy } from './policy';
import { findTarget, type Target } from './target';

export type OutgoingRequest = {
  url: string;
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** For all of it; of a stream, until its head has come. */
  timeoutMs?: number;
  /** Of the answer's body. */
  maxBytes?: number;
  signal?: AbortSignal;
};

export type OutgoingAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };
export type OutgoingStream = { status: number; headers: IncomingHttpHeaders; body: Readable };

const TIMEOUT_MS = 5000;
const MAX_BYTES = 1024 * 1024;
const STREAM_MAX_BYTES = 64 * 1024 * 1024;
const STREAM_IDLE_MS = 300_000;
const REDIRECTS = [301, 302, 303, 307, 308];
/** They belong to the connection, which is ours. */
const OUR_HEADERS =
  /^(host|connection|keep-alive|transfer-encoding|content-length|upgrade|te|trailer|expect|accept-encoding|proxy-.*)$/i;

/**
 * Sends one request to a configured URL and reads the whole answer. Every request that Cordon makes to a
 * URL that somebody has entered goes through here or through `openOutgoing`: to checked addresses only,
 * with a limit of time and of bytes, and without following redirects.
 */
export async function sendOutgoing(
  policy: OutgoingPolicy,
  request: OutgoingRequest,
): Promise<OutgoingAnswer> {
  const limit = limitOf(request);
  try {
    const answer = await exchange(policy, request, limit.signal);
    const body = await readWhole(answer, request.maxBytes ?? MAX_BYTES);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body };
  } catch (error) {
    throw failureOf(error, limit.signal);
  } finally {
    limit.end();
  }
}

/**
 * The same for long answers. Destroying the body, or the signal, closes the connection; the body fails when
 * it grows beyond `maxBytes`, or when nothing comes for `idleMs`.
 */
export async function openOutgoing(
  policy: OutgoingPolicy,
  request: OutgoingRequest & { idleMs?: number },
): Promise<OutgoingStream> {
  const limit = limitOf(request);
  try {
    const answer = await exchange(policy, request, limit.signal);
    limit.stopClock();
    answer.setTimeout(request.idleMs ?? STREAM_IDLE_MS, () =>
      answer.destroy(new OutgoingError('timed_out', 'nothing came for too long')),
    );
    const body = bounded(request.maxBytes ?? STREAM_MAX_BYTES, limit.signal);
    // Whoever reads the body hears of it; whoever does not is not to end the process.
    body.on('error', () => {});
    pipeline(answer, body, () => limit.end());
    return { status: answer.statusCode ?? 0, headers: answer.headers, body };
  } catch (error) {
    limit.end();
    throw failureOf(error, limit.signal);
  }
}

/** The caller's wish to stop and the clock, as one signal whose reason is the failure. */
function limitOf({ timeoutMs = TIMEOUT_MS, signal }: OutgoingRequest) {
  const both = new AbortController();
  const stop = () => both.abort(new OutgoingError('cancelled', 'the caller has given up'));
  const clock = setTimeout(
    () => both.abort(new OutgoingError('timed_out', `no whole answer came in ${timeoutMs} ms`)),
    timeoutMs,
  );
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return {
    signal: both.signal,
    stopClock: () => clearTimeout(clock),
    end: () => {
      clearTimeout(clock);
      signal?.removeEventListener('abort', stop);
    },
  };
}

/** Up to the head of the answer. */
async function exchange(
  policy: OutgoingPolicy,
  request: OutgoingRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const target = await orAborted(findTarget(policy, request.url), signal);
  const answer = await orAborted(connect(target, request, signal), signal);
  const status = answer.statusCode ?? 0;
  const encoding = answer.headers['content-encoding'] ?? 'identity';
  const failure = REDIRECTS.includes(status)
    ? new OutgoingError('redirect_refused', `\`${target.host}\` answered ${status}, a redirect`)
    : encoding.toLowerCase() !== 'identity'
      ? new OutgoingError('encoding_refused', `\`${target.host}\` answered in an encoding not asked for`)
      : null;
  if (failure === null) return answer;
  answer.on('error', () => {}).destroy();
  throw failure;
}

function connect(target: Target, request: OutgoingRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { method = 'GET', headers = {}, body } = request;
  for (const name of Object.keys(headers)) {
    if (OUR_HEADERS.test(name)) throw new Error(`the header \`${name}\` is not the caller’s`);
  }
  return new Promise((resolve, reject) => {
    const sent = (target.isSecure ? https : http).request({
      host: target.host,
      port: target.port,
      path: target.path,
      method,
      headers: {
        ...headers,
        'accept-encoding': 'identity',
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
      // A connection of its own: nothing is left open, and none was checked for another policy.
      agent: false,
      lookup: pinned(target.addresses),
      signal,
    });
    sent.on('response', resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Answers with the checked addresses whatever is asked; addresses themselves are never looked up. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, answer) => {
    const [first] = all;
    if (first === undefined) answer(new Error('no address was checked'), '');
    else if (options.all === true) answer(null, all);
    else answer(null, first.address, first.family);
  };
}

async function readWhole(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    // Leaving the loop destroys the answer and its connection.
    if (size > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

/** Lets through what comes, up to so many bytes, and tells every failure in our words. */
function bounded(maxBytes: number, signal: AbortSignal): Transform {
  let size = 0;
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      size += part.length;
      if (size > maxBytes) done(tooLarge(maxBytes));
      else done(null, part);
    },
    destroy(error, done) {
      done(error === null ? null : failureOf(error, signal));
    },
  });
}

const tooLarge = (maxBytes: number) =>
  new OutgoingError('too_large', `the answer has more than ${maxBytes} bytes`);

/** Names may take as long as they like to be found; the caller does not wait. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function failureOf(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted && signal.reason instanceof OutgoingError) return signal.reason;
  if (error instanceof OutgoingError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  // What has no code of the network's is a mistake of ours.
  if (code === undefined && error instanceof Error) return error;
  return new OutgoingError('unreachable', `the connection failed (${code ?? 'closed'})`);
}
