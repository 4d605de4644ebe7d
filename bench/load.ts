import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

/** A load of one kind: who asks what, over how many connections, for how long. */
export type Load = {
  port: number;
  path: string;
  headers: Record<string, string>;
  /** Texts of bodies; `@` in them is replaced by a number that never comes twice. */
  bodies: string[];
  connections: number;
  seconds: number;
  /** What an answer must contain to count as good, and how often. */
  expect: string;
  /**
   * So many questions a second, whether or not those before are answered: each is timed from the moment at which it
   * was due. Absent: every connection asks again as soon as it has its answer.
   */
  perSecond?: number;
};

export type Measured = {
  answers: number;
  good: number;
  /** How often `expect` stood in the answers: the decisions of batches. */
  hits: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  firstBad: string | null;
};

let number = 0;
const salt = Math.floor(performance.timeOrigin).toString(36);

const DUE_EVERY_MS = 1;

/**
 * Keeps every connection busy with one request at a time, or asks at a fixed rate over whichever is free, over plain
 * sockets: the cost of asking is small against the cost of answering, and every answer is counted. Ends after the
 * last answer has come.
 */
export async function runLoad(load: Load): Promise<Measured> {
  const head =
    `POST ${load.path} HTTP/1.1\r\nhost: 127.0.0.1:${load.port}\r\ncontent-type: application/json\r\n` +
    Object.entries(load.headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
  const latenciesMs: number[] = [];
  const total = { answers: 0, good: 0, hits: 0, firstBad: null as string | null };
  const startedAt = performance.now();
  const endsAt = startedAt + load.seconds * 1000;

  const { perSecond } = load;
  /** Moments at which questions were due that have not been sent, and connections that wait for one. */
  const due: number[] = [];
  const free: { ask: (at: number) => void; end: () => void }[] = [];
  let isOver = false;

  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true });
      let sentAt = 0;
      let received = '';
      const ask = (at: number) => {
        number += 1;
        const template = load.bodies[Math.floor(Math.random() * load.bodies.length)] ?? '';
        const body = template.replaceAll('@', `${salt}-${number}`);
        sentAt = at;
        socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      };
      const next = () => {
        if (perSecond === undefined) {
          if (performance.now() < endsAt) ask(performance.now());
          else socket.end();
          return;
        }
        const at = due.shift();
        if (at !== undefined) ask(at);
        else if (isOver) socket.end();
        else free.push({ ask, end: () => socket.end() });
      };
      socket.on('connect', next);
      socket.on('error', reject);
      socket.on('close', () => resolve());
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        const text = completeAnswer(received);
        if (text === null) return;
        received = '';
        latenciesMs.push(performance.now() - sentAt);
        total.answers += 1;
        const hits = text.split(load.expect).length - 1;
        total.hits += hits;
        if (hits > 0) total.good += 1;
        else total.firstBad ??= text.slice(0, 600);
        next();
      });
    });

  const connections = Array.from({ length: load.connections }, one);
  if (perSecond !== undefined) {
    let sent = 0;
    for (let now = startedAt; now < endsAt; now = performance.now()) {
      for (const until = Math.floor(((now - startedAt) / 1000) * perSecond); sent < until; sent += 1) {
        const at = startedAt + (sent / perSecond) * 1000;
        const idle = free.shift();
        if (idle === undefined) due.push(at);
        else idle.ask(at);
      }
      await new Promise((done) => setTimeout(done, DUE_EVERY_MS));
    }
    isOver = true;
    // Those that still wait for an answer end after it.
    for (const { end } of free) end();
  }
  await Promise.all(connections);
  const seconds = (performance.now() - startedAt) / 1000;
  latenciesMs.sort((a, b) => a - b);
  const at = (q: number) =>
    latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(q * latenciesMs.length))] ?? 0;
  return { ...total, seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** The answer when all of it has come; null while it has not. Knows lengths and chunks. */
function completeAnswer(received: string): string | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = received.slice(0, end).toLowerCase();
  const length = /content-length: (\d+)/.exec(head)?.[1];
  if (length !== undefined) return received.length >= end + 4 + Number(length) ? received : null;
  return received.endsWith('0\r\n\r\n') ? received : null;
}
