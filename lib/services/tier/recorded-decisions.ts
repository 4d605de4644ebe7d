import type { Prisma as PrismaClient } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { ActionClass } from '@/lib/domain/action-class';
import { idAt } from '@/lib/domain/id';
import type { Outcome } from '@/lib/domain/outcome';
import type { RecordedReason } from '@/lib/domain/rejudge';
import type { RiskTier } from '@/lib/domain/risk-tier';
import type { Sensitivity } from '@/lib/domain/sensitivity';

/** Decisions that are alike in all that counts when they are judged again. */
export type AlikeDecisions = {
  agent: string;
  tool: string;
  outcome: Outcome;
  actionClass: ActionClass | null;
  sensitivity: Sensitivity | null;
  hasTask: boolean;
  isDelegated: boolean;
  isObserved: boolean;
  reasons: RecordedReason[];
  lifted: RecordedReason[];
  /** Whether they were beyond the calls of their minute, by the limits in force and by the draft's. */
  isOver: { inForce: boolean; draft: boolean } | null;
  count: number;
};

export type PerMinute = { perTask: number; perAgent: number };
type Wish = {
  tier: RiskTier;
  from: Date;
  /** Where these two differ, the calls of each minute are counted. */
  velocity: { inForce: PerMinute; draft: PerMinute } | null;
};
export type Looked = { sampledOneIn: number; isCounted: boolean; rows: AlikeDecisions[] };

/** So many pages of 8 KB are read at most: about as many decisions as 200,000. */
const MOST_PAGES = 40_000;
const LONGEST_TASK_MS = 31 * 24 * 3600 * 1000;
const TIMEOUT_MS = 6_000;
const COARSER = 10;
const CANCELLED = '57014';

const isCancelled = (error: unknown): boolean =>
  error instanceof Error &&
  `${(error as { code?: unknown }).code ?? ''} ${error.message}`.includes(CANCELLED);

/**
 * Reads what was decided since an instant on agents that were of this tier then, grouped by what counts. A part
 * of the pages is drawn where there are many, always the same part, so that two drafts are compared on the same
 * decisions. In a transaction of its own on the console's pool, with a timeout of its own: null when even a
 * coarse sample took too long.
 */
export async function readRecordedDecisions(prisma: PrismaClient, wish: Wish): Promise<Looked | null> {
  const fits = Math.max(1, Math.ceil((await pagesSince(prisma, wish.from)) / MOST_PAGES));
  for (const oneIn of [fits, fits * COARSER]) {
    try {
      return await read(prisma, wish, oneIn);
    } catch (error) {
      if (!isCancelled(error)) throw error;
    }
  }
  return null;
}

/** What the months that may hold such decisions take on disk. */
async function pagesSince(prisma: PrismaClient, from: Date): Promise<number> {
  const began = new Date(from.getTime() - LONGEST_TASK_MS);
  const [row] = await prisma.$queryRaw<{ pages: number }[]>`
    SELECT coalesce(sum(pg_relation_size(i.inhrelid) / 8192), 0)::int AS pages
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'decisions'::regclass
       AND (c.relname = 'decisions_other' OR c.relname >= 'decisions_' || to_char(${began}::timestamptz, 'YYYY_MM'))`;
  return row?.pages ?? 0;
}

const codes = (column: Prisma.Sql) => Prisma.sql`
  coalesce((SELECT jsonb_agg(jsonb_build_object('code', one ->> 'code', 'outcome', one ->> 'outcome'))
              FROM json_array_elements(${column}) AS one), '[]'::jsonb)`;

async function read(prisma: PrismaClient, { tier, from, velocity }: Wish, oneIn: number): Promise<Looked> {
  // An id begins with the time at which its task began, so older months need not be opened.
  const begins = idAt('dec', from.getTime() - LONGEST_TASK_MS);
  const sample =
    oneIn === 1 ? Prisma.empty : Prisma.sql`TABLESAMPLE SYSTEM (${100 / oneIn}::real) REPEATABLE (1)`;
  // In a sample the other calls of the minute are missing.
  const isCounted = velocity !== null && oneIn === 1;
  const nth = (by: Prisma.Sql) =>
    isCounted
      ? Prisma.sql`row_number() OVER (PARTITION BY ${by}, date_trunc('minute', d.at) ORDER BY d.at, d.seq)`
      : Prisma.sql`NULL::bigint`;
  const isOver = (limits: PerMinute | undefined) =>
    limits === undefined || !isCounted
      ? Prisma.sql`NULL::boolean`
      : Prisma.sql`(of_task > ${limits.perTask} OR of_agent > ${limits.perAgent})`;
  const rows = await prisma.$transaction(async (tx) => {
    await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = ${TIMEOUT_MS}`);
    return tx.$queryRaw<
      (Omit<AlikeDecisions, 'isOver'> & { overInForce: boolean | null; overDraft: boolean | null })[]
    >`
      WITH looked AS (
        SELECT d.agent_id, d.tool_id, d.outcome, d.action_class, x.sensitivity, x.task IS NOT NULL AS has_task,
               coalesce(json_array_length(x.delegation), 0) > 0 AS is_delegated,
               coalesce(x.shadow::text LIKE '%"mode":"observed"%', false) AS is_observed,
               ${codes(Prisma.sql`x.reasons`)} AS reasons, ${codes(Prisma.sql`x.lifted`)} AS lifted,
               ${nth(Prisma.sql`d.task_id`)} AS of_task, ${nth(Prisma.sql`d.agent_id`)} AS of_agent
          FROM decisions d ${sample},
               json_to_record(d.record::json) AS x(tier text, task text, sensitivity text, reasons json, lifted json,
                                                   delegation json, shadow json)
         WHERE d.id >= ${begins} AND d.at >= ${from} AND d.record LIKE ${`%"tier":"${tier}"%`} AND x.tier = ${tier})
      SELECT agent_id AS agent, tool_id AS tool, outcome::text, action_class::text AS "actionClass", sensitivity,
             has_task AS "hasTask", is_delegated AS "isDelegated", is_observed AS "isObserved", reasons, lifted,
             ${isOver(velocity?.inForce)} AS "overInForce", ${isOver(velocity?.draft)} AS "overDraft", count(*)::int AS count
        FROM looked GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12`;
  });
  return {
    sampledOneIn: oneIn,
    isCounted,
    rows: rows.map(({ overInForce, overDraft, ...row }) => ({
      ...row,
      isOver: overInForce === null || overDraft === null ? null : { inForce: overInForce, draft: overDraft },
    })),
  };
}
