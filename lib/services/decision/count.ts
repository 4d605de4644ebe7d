import type { DecisionFilter } from '@/lib/contract/decision';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { allOf, conditionsOf } from './condition';

const FIRST_WINDOW_MS = 24 * 3600_000;
const WINDOW_GROWTH = 4;
/** What one window should cost, and after how long the rest is left uncounted. */
const WINDOW_COST_MS = 25;
const PATIENCE_MS = 120;

/** How many decisions fit; at least so many when `isLeast`. */
type Counted = { total: number; isLeast: boolean };

/**
 * Counts decisions. All of them, an agent's and a task's are counted exactly. What no index can find would be read
 * whole: that is counted from the newest back for as long as a reader waits, and said to be at least so many.
 */
export async function countMatching(db: Tx, filter: DecisionFilter, now: Date): Promise<Counted> {
  const { from, to, agent, task, ...others } = filter;
  const conditions = conditionsOf(filter);
  if (from !== undefined) conditions.push(Prisma.sql`d.at >= ${from}`);
  if (to !== undefined) conditions.push(Prisma.sql`d.at < ${to}`);
  const isFound =
    agent !== undefined || task !== undefined || Object.values(others).every((one) => one === undefined);
  if (isFound) return { total: await count(db, conditions), isLeast: false };

  const floor = from ?? (await beginning(db));
  if (floor === null) return { total: 0, isLeast: false };
  const startedMs = performance.now();
  let total = 0;
  let end: Date | null = null;
  let windowMs = FIRST_WINDOW_MS;
  let start = to !== undefined && to < now ? to : now;
  for (;;) {
    start = new Date(start.getTime() - windowMs);
    const isLast = start <= floor;
    const askedMs = performance.now();
    total += await count(db, [
      ...conditions,
      ...(isLast ? [] : [Prisma.sql`d.at >= ${start}`]),
      ...(end === null ? [] : [Prisma.sql`d.at < ${end}`]),
    ]);
    if (isLast) return { total, isLeast: false };
    if (performance.now() - startedMs > PATIENCE_MS) return { total, isLeast: true };
    end = start;
    const costMs = Math.max(1, performance.now() - askedMs);
    windowMs *= Math.min(WINDOW_GROWTH, Math.max(1 / WINDOW_GROWTH, WINDOW_COST_MS / costMs));
  }
}

async function count(db: Tx, conditions: readonly Prisma.Sql[]): Promise<number> {
  const [row] = await db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM decisions d WHERE ${allOf(conditions)}`;
  return row?.total ?? 0;
}

/** When the decisions began, more or less: the last window has no end. Null when there are none. */
export async function beginning(db: Tx): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date }[]>`SELECT at FROM decisions ORDER BY id LIMIT 1`;
  return row?.at ?? null;
}
