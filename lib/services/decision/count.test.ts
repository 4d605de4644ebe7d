import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Tx } from '@/lib/db/client';
import { countMatching } from './count';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const now = new Date('2026-06-01T12:00:00Z');
const from = new Date('2025-06-01T12:00:00Z');

/** A database in which every look takes as long, and finds three. */
function slowDatabase(tookMs: number) {
  let looks = 0;
  const db = {
    $queryRaw: async () => {
      looks += 1;
      vi.advanceTimersByTime(tookMs);
      return [{ total: 3 }];
    },
  };
  return { db: db as unknown as Tx, looks: () => looks };
}

test('what an index finds is counted exactly, however long it takes', async () => {
  const { db, looks } = slowDatabase(5000);
  expect(await countMatching(db, { agent: 'bot', from }, now)).toEqual({ total: 3, isLeast: false });
  expect(await countMatching(db, { from }, now)).toEqual({ total: 3, isLeast: false });
  expect(looks()).toBe(2);
});

test('a count that would take long is broken off, and says that it is the least', async () => {
  const { db, looks } = slowDatabase(60);
  expect(await countMatching(db, { q: 'invoice', from }, now)).toEqual({ total: 9, isLeast: true });
  expect(looks()).toBe(3);
});

test('a count that comes to the beginning in time is the whole', async () => {
  const { db, looks } = slowDatabase(1);
  const found = await countMatching(db, { q: 'invoice', from }, now);
  expect(found).toEqual({ total: 3 * looks(), isLeast: false });
});
