import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Tx } from '@/lib/db/client';
import { type DecisionRow, searchDecisions } from './search';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const now = new Date('2026-06-01T12:00:00Z');
const row = (id: string) => ({ id, at: now }) as DecisionRow;

/** A database in which every look takes as long, and the n-th look finds what `found` says. */
function slowDatabase(tookMs: number, found: Record<number, DecisionRow[]>) {
  let looks = 0;
  const db = {
    $queryRaw: async () => {
      looks += 1;
      vi.advanceTimersByTime(tookMs);
      return found[looks] ?? [];
    },
  };
  return { db: db as unknown as Tx, looks: () => looks };
}
const search = (db: Tx) => searchDecisions(db, { agent: 'bot', from: new Date(0) }, null, 10, now);

test('a page that has something is answered soon, and goes on where it stopped', async () => {
  const { db, looks } = slowDatabase(100, { 1: [row('dec_a')] });
  expect(await search(db)).toMatchObject({ rows: [{ id: 'dec_a' }], stoppedAt: expect.any(Date) });
  expect(looks()).toBe(2);
});

test('patience ends: a page may be empty and still have a next one', async () => {
  const { db, looks } = slowDatabase(100, {});
  expect(await search(db)).toMatchObject({ rows: [], stoppedAt: expect.any(Date) });
  expect(looks()).toBe(2);
});
