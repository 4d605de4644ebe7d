import { type Database, openDatabase } from './client';

const KEY = Symbol.for('cordon.database');
type Holder = typeof globalThis & { [KEY]?: Promise<Database> };

/**
 * The process's database. server.ts and Next's bundle hold separate copies of this module, so the one
 * instance lives on globalThis. Opened from DATABASE_URL at first use; a failed attempt is not kept.
 */
export function database(): Promise<Database> {
  const holder = globalThis as Holder;
  holder[KEY] ??= openFromEnvironment().catch((error: unknown) => {
    delete holder[KEY];
    throw error;
  });
  return holder[KEY];
}

function openFromEnvironment(): Promise<Database> {
  const url = process.env.DATABASE_URL;
  if (url === undefined) return Promise.reject(new Error('DATABASE_URL is not set'));
  return openDatabase(url);
}

/** Makes `database()` answer this one: for the server, which opens it itself, and for tests. */
export function provideDatabase(opened: Database): void {
  (globalThis as Holder)[KEY] = Promise.resolve(opened);
}
