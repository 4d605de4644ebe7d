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

/**
 * Keeps every connection busy with one request at a time, over plain sockets: the cost of asking is small
 * against the cost of answering, and every answer is counted. Ends after the last answer has come.
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

  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true });
      let sentAt = 0;
      let received = '';
      const ask = () => {
        number += 1;
        const template = load.bodies[Math.floor(Math.random() * load.bodies.length)] ?? '';
        const body = template.replaceAll('@', `${salt}-${number}`);
        sentAt = performance.now();
        socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      };
      socket.on('connect', ask);
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
        if (performance.now() < endsAt) ask();
        else socket.end();
      });
    });

  await Promise.all(Array.from({ length: load.connections }, one));
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
