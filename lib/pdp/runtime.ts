import type { IncomingMessage, ServerResponse } from 'node:http';
import pg from 'pg';
import { canServeAsApp, servingOptions } from '@/lib/db/client';
import type { TripBreakers } from './breaker';
import { Evaluator } from './evaluator';
import { answerNode, isAccessPath } from './node-door';
import { Writer } from './writer';

/** The live path of one process. */
export type Runtime = {
  evaluator: Evaluator;
  publicUrl: string;
  /** Answers a request of the live paths before Next sees it; false for any other. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  isReady(): boolean;
  close(): Promise<void>;
};

const KEY = Symbol.for('cordon.runtime');
type Holder = typeof globalThis & { [KEY]?: Promise<Runtime> };

/**
 * Opens the live path: its own connections, apart from those of the console. `trip` quarantines agents that
 * were denied too often; without it nobody does.
 */
export async function openRuntime(env: {
  databaseUrl: string;
  publicUrl: string;
  trip?: TripBreakers;
}): Promise<Runtime> {
  const hasRole = await canServeAsApp(env.databaseUrl);
  const pool = new pg.Pool({
    connectionString: env.databaseUrl,
    max: 4,
    options: servingOptions(2000, hasRole),
    connectionTimeoutMillis: 1500,
    query_timeout: 2500,
    keepAlive: true,
    application_name: 'cordon-facts',
  });
  pool.on('error', () => {});
  const evaluator = new Evaluator(pool, new Writer(env.databaseUrl, hasRole), env.publicUrl, env.trip);
  await evaluator.warm().catch(() => {});
  const runtime: Runtime = {
    evaluator,
    publicUrl: env.publicUrl,
    answer: (request, response) => {
      if (!isAccessPath(request)) return false;
      answerNode(evaluator, env.publicUrl, request, response);
      return true;
    },
    isReady: () => evaluator.isHealthy,
    close: async () => {
      await evaluator.close();
      await pool.end().catch(() => {});
    },
  };
  return runtime;
}

/** Makes `liveRuntime` answer this one: server.ts opens it, and Next's bundle finds it here. */
export function provideRuntime(runtime: Runtime): void {
  (globalThis as Holder)[KEY] = Promise.resolve(runtime);
}

/** The process's live path. Opened at first use where no server.ts provided it (`next start`). */
export function liveRuntime(): Promise<Runtime> {
  const holder = globalThis as Holder;
  holder[KEY] ??= openFromEnvironment().catch((error: unknown) => {
    delete holder[KEY];
    throw error;
  });
  return holder[KEY];
}

function openFromEnvironment(): Promise<Runtime> {
  const { DATABASE_URL: databaseUrl, CORDON_URL, HOST = '127.0.0.1', PORT = '3000' } = process.env;
  if (databaseUrl === undefined) return Promise.reject(new Error('DATABASE_URL is not set'));
  return openRuntime({ databaseUrl, publicUrl: CORDON_URL ?? `http://${HOST}:${PORT}` });
}
