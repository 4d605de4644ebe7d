import type { DecisionFilter } from '@/lib/contract/decision';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { ActionClass } from '@/lib/domain/action-class';
import type { Outcome } from '@/lib/domain/outcome';
import { allOf, conditionsOf } from './condition';
import { beginning } from './count';

/** A decision's columns for finding. `atText` is `at` to the microsecond, for cursors. */
export type DecisionRow = {
  id: string;
  at: Date;
  atText: string;
  agentId: string;
  taskId: string | null;
  toolId: string;
  actionClass: ActionClass | null;
  outcome: Outcome;
  reason: string;
};

/**
 * Where a page begins: after this decision, or, with an empty id, before this instant; and how far back it
 * looks at first, which the page before has found out.
 */
export type Position = { at: string; id: string; windowMs: number };

type Found = {
  rows: DecisionRow[];
  /** Where the search was broken off; null when it found enough or saw the beginning. */
  stoppedAt: Date | null;
  /** The last window that was looked through. */
  windowMs: number;
};

const COLUMNS = Prisma.sql`
  d.id, d.at, to_char(d.at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "atText", d.agent_id AS "agentId",
  d.task_id AS "taskId", d.tool_id AS "toolId", d.action_class::text AS "actionClass",
  d.outcome::text AS outcome, d.reason`;

const FIRST_WINDOW_MS = 10_000;
const WINDOW_GROWTH = 4;
/** From this size on, an empty window may mean that nothing happened for long: then the gap is skipped. */
const GAP_MS = 5 * 60_000;
/** What one window should cost. */
const WINDOW_COST_MS = 25;
/** After how long the rest is left to the next page, also where there is nothing on this one. */
const PATIENCE_MS = 120;

/**
 * Finds the newest decisions, most recent first, by the index over time or over agent and time. What a filter leaves of
 * them is not known before it is looked at, so it looks back in windows that grow until there are `want`; what a rare
 * filter cannot find in reasonable time is left to the next page, which goes on where this one stopped.
 */
export async function searchDecisions(
  db: Tx,
  filter: DecisionFilter,
  after: Position | null,
  want: number,
  now: Date,
): Promise<Found> {
  const { from, to } = filter;
  const conditions = conditionsOf(filter);
  if (from !== undefined) conditions.push(Prisma.sql`d.at >= ${from}`);
  if (to !== undefined) conditions.push(Prisma.sql`d.at < ${to}`);
  if (after !== null) {
    conditions.push(Prisma.sql`(d.at, d.id) < (${after.at}::timestamptz, ${after.id})`);
  }
  if (filter.task !== undefined) {
    return { rows: await read(db, conditions, want), stoppedAt: null, windowMs: 0 };
  }

  const startedMs = performance.now();
  const floor = from ?? (await beginning(db));
  const rows: DecisionRow[] = [];
  let windowMs = Math.max(FIRST_WINDOW_MS, (after?.windowMs ?? 0) / WINDOW_GROWTH);
  if (floor === null) return { rows, stoppedAt: null, windowMs };
  // Above the first window there is no end: nothing may hide in a time that is ahead of ours.
  let end: Date | null = null;
  let start = after !== null ? new Date(after.at) : to !== undefined && to < now ? to : now;
  for (;;) {
    start = new Date(start.getTime() - windowMs);
    const isLast = start <= floor;
    const within = [
      ...conditions,
      ...(isLast ? [] : [Prisma.sql`d.at >= ${start}`]),
      // A bound that an index can use, also where the cursor's pair of columns is not one.
      ...(end !== null ? [Prisma.sql`d.at < ${end}`] : after === null ? [] : [notAfter(after)]),
    ];
    const askedMs = performance.now();
    const found = await read(db, within, want - rows.length);
    const costMs = performance.now() - askedMs;
    rows.push(...found);
    if (isLast || rows.length >= want) return { rows, stoppedAt: null, windowMs };
    if (performance.now() - startedMs > PATIENCE_MS) return { rows, stoppedAt: start, windowMs };
    end = start;
    windowMs *= Math.min(WINDOW_GROWTH, Math.max(1 / WINDOW_GROWTH, WINDOW_COST_MS / costMs));
    if (found.length > 0 || windowMs < GAP_MS) continue;
    const newest = await newestBefore(db, filter.agent, end);
    if (newest === null) return { rows, stoppedAt: null, windowMs };
    if (newest.getTime() < end.getTime() - windowMs) {
      start = new Date(newest.getTime() + 1);
      end = start;
      windowMs = FIRST_WINDOW_MS;
    }
  }
}

const notAfter = ({ at }: Position): Prisma.Sql => Prisma.sql`d.at <= ${at}::timestamptz`;

function read(db: Tx, conditions: readonly Prisma.Sql[], limit: number): Promise<DecisionRow[]> {
  return db.$queryRaw<DecisionRow[]>`
    SELECT ${COLUMNS} FROM decisions d WHERE ${allOf(conditions)} ORDER BY d.at DESC, d.id DESC LIMIT ${limit}`;
}

/** The newest decision before an instant, of an agent or of all. */
async function newestBefore(db: Tx, agent: string | undefined, before: Date): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT max(d.at) AS at FROM decisions d
     WHERE d.at < ${before} AND ${agent === undefined ? Prisma.sql`true` : Prisma.sql`d.agent_id = ${agent}`}`;
  return row?.at ?? null;
}
