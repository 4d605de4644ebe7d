import type { OutcomeBucket } from '@/lib/contract/decision';
import type { Prisma as Client, Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { OUTCOMES, type Outcome } from '@/lib/domain/outcome';
import { allOf } from './condition';

export type Counts = Record<Outcome, number>;

/** A span of time in equal parts. */
export type Buckets = { from: Date; to: Date; bucketMs: number };

export const noCounts = (): Counts => ({ allow: 0, modify: 0, escalate: 0, defer: 0, deny: 0 });

export const totalOf = (counts: Counts): number => OUTCOMES.reduce((sum, one) => sum + counts[one], 0);

/**
 * The share of decisions whose three answers are all clear; null when there are none. Only `allow` and
 * `modify` have them: every reason that escalates, defers or denies leaves one of the three open.
 * INVARIANT (three-answers)
 */
export function completeShare(counts: Counts): number | null {
  const total = totalOf(counts);
  return total === 0 ? null : (counts.allow + counts.modify) / total;
}

/** Counts decisions by outcome in each bucket; buckets without any are there, and empty. */
export async function tallyDecisions(
  db: Tx,
  { from, to, bucketMs }: Buckets,
  conditions: readonly Prisma.Sql[],
): Promise<Counts[]> {
  const buckets = Array.from({ length: Math.ceil((to.getTime() - from.getTime()) / bucketMs) }, noCounts);
  const rows = await db.$queryRaw<{ bucket: number; outcome: Outcome; n: number }[]>`
    SELECT floor(extract(epoch FROM d.at - ${from}::timestamptz) * 1000 / ${bucketMs}::float8)::int AS bucket,
           d.outcome::text AS outcome, count(*)::int AS n
      FROM decisions d
     WHERE d.at >= ${from} AND d.at < ${to} AND ${allOf(conditions)}
     GROUP BY 1, 2`;
  for (const { bucket, outcome, n } of rows) {
    const counts = buckets[bucket];
    if (counts !== undefined) counts[outcome] += n;
  }
  return buckets;
}

/** A bucket this old gets no more decisions: they are recorded within seconds of their time. */
const SETTLED_MS = 2 * 60_000;
const KEPT_MS = 30 * 60_000;
const MOST_KEPT = 2000;
type Kept = Map<string, { counts: Counts; untilMs: number }>;
const keptByClient = new WeakMap<Client, Kept>();

/**
 * The same without conditions, for charts that are asked for again and again: buckets that are settled are
 * remembered for a while. Nothing is decided by it, and what is written with an older time, as the demo's
 * past is, shows when the memory has faded.
 */
export async function tallyAllDecisions(
  client: Client,
  { from, to, bucketMs }: Buckets,
  now: Date,
): Promise<Counts[]> {
  const kept: Kept = keptByClient.get(client) ?? new Map();
  keptByClient.set(client, kept);
  const length = Math.ceil((to.getTime() - from.getTime()) / bucketMs);
  const startOf = (i: number) => from.getTime() + i * bucketMs;
  const keyOf = (i: number) => `${bucketMs}:${startOf(i)}`;
  const buckets = Array.from({ length }, (_, i) => {
    const found = kept.get(keyOf(i));
    return found !== undefined && found.untilMs > now.getTime() ? found.counts : null;
  });
  const first = buckets.indexOf(null);
  if (first < 0) return buckets.flatMap((counts) => counts ?? []);
  const fresh = await tallyDecisions(client, { from: new Date(startOf(first)), to, bucketMs }, []);
  for (const [i, counts] of fresh.entries()) {
    buckets[first + i] = counts;
    if (startOf(first + i) + bucketMs > now.getTime() - SETTLED_MS) continue;
    kept.delete(keyOf(first + i));
    kept.set(keyOf(first + i), { counts, untilMs: now.getTime() + KEPT_MS });
  }
  for (const key of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(key);
  }
  return buckets.map((counts) => counts ?? noCounts());
}

export const toOutcomeBuckets = ({ from, bucketMs }: Buckets, tally: readonly Counts[]): OutcomeBucket[] =>
  tally.map((counts, i) => ({
    at: new Date(from.getTime() + i * bucketMs),
    counts,
    complete: completeShare(counts),
  }));
