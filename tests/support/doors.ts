import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { POST as postEvaluation } from '@/app/access/v1/evaluation/route';
import { POST as postEvaluations } from '@/app/access/v1/evaluations/route';
import { POST as postActionSearch } from '@/app/access/v1/search/action/route';
import { POST as postResourceSearch } from '@/app/access/v1/search/resource/route';
import { POST as postSubjectSearch } from '@/app/access/v1/search/subject/route';
import type { Evaluator } from '@/lib/pdp/evaluator';
import { openRuntime, provideRuntime } from '@/lib/pdp/runtime';
import { freshDatabase } from '@/tests/setup/database';
import { type Reply, type Sent, send } from './client';

export type Door = { name: string; send(sent: Sent): Promise<Reply> };
export type Doors = {
  url: string;
  publicUrl: string;
  evaluator: Evaluator;
  fast: Door;
  plain: Door;
  close(): Promise<void>;
};

const PATHS = {
  '/access/v1/evaluation': postEvaluation,
  '/access/v1/evaluations': postEvaluations,
  '/access/v1/search/subject': postSubjectSearch,
  '/access/v1/search/resource': postResourceSearch,
  '/access/v1/search/action': postActionSearch,
};

/** Both doors of one live path over a database of its own: a node:http server, and Next's route handlers. */
export async function openDoors(): Promise<Doors> {
  const { url, drop } = await freshDatabase();
  const publicUrl = 'https://cordon.example.com';
  const runtime = await openRuntime({ databaseUrl: url, publicUrl });
  provideRuntime(runtime);
  const server = createServer((request, response) => {
    if (!runtime.answer(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    publicUrl,
    evaluator: runtime.evaluator,
    fast: { name: 'fast door', send: (sent) => send(origin, sent) },
    plain: { name: 'plain door', send: callHandler },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await runtime.close();
      await drop();
    },
  };
}

async function callHandler({ path = '/access/v1/evaluation', headers = {}, body }: Sent): Promise<Reply> {
  const begun = performance.now();
  const request = new Request(`http://127.0.0.1${path}`, {
    method: 'POST',
    headers,
    ...(body !== undefined && { body: streamOf(body), duplex: 'half' }),
  });
  const response = await PATHS[path as keyof typeof PATHS](request);
  const text = await response.text();
  const value = response.status === 200 ? JSON.parse(text) : null;
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text,
    evaluation: typeof value?.decision === 'boolean' ? value : null,
    tookMs: performance.now() - begun,
  };
}

/** Always a stream, so that no content type and no length are made up for us. */
function streamOf(body: NonNullable<Sent['body']>): ReadableStream<Uint8Array> {
  const chunks = typeof body === 'string' || body instanceof Uint8Array ? [body] : body;
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
      controller.close();
    },
  });
}
