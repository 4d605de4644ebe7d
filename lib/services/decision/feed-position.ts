import { z } from 'zod';

/** How far somebody has read: each recent writer's last decision, and the last audit link. */
export type FeedPosition = {
  /** The latest time of a decision that was read. */
  atMs: number;
  audit: bigint;
  writers: ReadonlyMap<string, { seq: bigint; atMs: number }>;
};

/**
 * Commits come in another order than times do, within seconds: decisions are looked for from this long
 * before the latest one. Each writer's own are in order, so what was read before is known by its number.
 */
export const LOOK_BACK_MS = 10_000;
/** Longer than the look-back, so that nothing in it belongs to a writer that was forgotten. */
const REMEMBER_MS = 30_000;

type Numbered = { writer: string; seq: bigint; at: Date };

/** The position after some more decisions, each writer's in its order. */
export function advance(position: FeedPosition, rows: readonly Numbered[], audit: bigint): FeedPosition {
  const writers = new Map(position.writers);
  let { atMs } = position;
  for (const { writer, seq, at } of rows) {
    const known = writers.get(writer);
    if (known !== undefined && known.seq >= seq) continue;
    writers.set(writer, { seq, atMs: Math.max(known?.atMs ?? 0, at.getTime()) });
    atMs = Math.max(atMs, at.getTime());
  }
  for (const [writer, last] of writers) if (last.atMs < atMs - REMEMBER_MS) writers.delete(writer);
  return { atMs, audit, writers };
}

export const hasRead = (position: FeedPosition, { writer, seq }: Numbered): boolean =>
  (position.writers.get(writer)?.seq ?? 0n) >= seq;

/**
 * In the order of their times, and each writer's own in the order of its chain: a reader that breaks off
 * anywhere has then read each writer up to some number.
 */
export function inOrder<T extends Numbered>(rows: readonly T[]): T[] {
  const byChain = [...rows].sort((a, b) =>
    a.writer === b.writer ? Number(a.seq - b.seq) : a.writer < b.writer ? -1 : 1,
  );
  const latest = new Map<string, number>();
  const timed = byChain.map((row, i) => {
    const atMs = Math.max(latest.get(row.writer) ?? 0, row.at.getTime());
    latest.set(row.writer, atMs);
    return { row, atMs, i };
  });
  return timed.sort((a, b) => a.atMs - b.atMs || a.i - b.i).map(({ row }) => row);
}

/** Whether a known writer’s decisions do not follow on what was read of it. */
export function hasHole(position: FeedPosition, rows: readonly Numbered[]): boolean {
  const next = new Map([...position.writers].map(([writer, { seq }]) => [writer, seq + 1n]));
  for (const { writer, seq } of [...rows].sort((a, b) => Number(a.seq - b.seq))) {
    const expected = next.get(writer);
    if (expected !== undefined && seq > expected) return true;
    next.set(writer, seq + 1n);
  }
  return false;
}

const Token = z.tuple([
  z.int().min(0),
  z.string().regex(/^\d{1,18}$/),
  z.record(z.string().max(100), z.tuple([z.string().regex(/^\d{1,18}$/), z.int().min(0)])),
]);

/** The position as the `id` of an event. Any instance understands it: it is all about the database. */
export function toToken({ atMs, audit, writers }: FeedPosition): string {
  const known = Object.fromEntries([...writers].map(([name, { seq, atMs }]) => [name, [`${seq}`, atMs]]));
  return Buffer.from(JSON.stringify([atMs, `${audit}`, known])).toString('base64url');
}

/** The position in a `Last-Event-ID`; null for anything that is not ours, which then starts anew. */
export function fromToken(token: string | null): FeedPosition | null {
  if (token === null || token.length > 20_000) return null;
  try {
    const [atMs, audit, known] = Token.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
    const writers = Object.entries(known).map(
      ([name, [seq, lastMs]]) => [name, { seq: BigInt(seq), atMs: lastMs }] as const,
    );
    return { atMs, audit: BigInt(audit), writers: new Map(writers) };
  } catch {
    return null;
  }
}
