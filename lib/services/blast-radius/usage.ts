import type { Tx } from '@/lib/db/client';

/** How far back use is looked for. */
export const USED_WITHIN_DAYS = 90;
/** How many of an agent's newest calls are looked at: of one agent, and of each of many. */
export const MOST_CALLS = 20_000;
export const MOST_CALLS_EACH = 500;

/** Which tools an agent was allowed to call, and when last. */
export type Usage = {
  lastUsed: ReadonlyMap<string, Date>;
  /** False: there were more calls than were looked at, so what was not seen is unknown. */
  isComplete: boolean;
};

export const usageSince = (now: Date): Date => new Date(now.getTime() - USED_WITHIN_DAYS * 24 * 3_600_000);

type Row = { agentId: string; looked: number; toolId: string | null; at: Date | null };

/**
 * What these agents did, from the decisions themselves. Each agent's newest calls are read by the index over
 * agent and time, and never more of them than `most`, whatever an agent has done.
 */
export async function loadUsage(
  tx: Tx,
  agentIds: readonly string[],
  now: Date,
  most: number,
): Promise<(agentId: string) => Usage> {
  const rows =
    agentIds.length === 0
      ? []
      : await tx.$queryRaw<Row[]>`
    SELECT a.id AS "agentId", c.looked, c.tool_id AS "toolId", c.at
      FROM unnest(${[...agentIds]}::text[]) AS a (id)
      CROSS JOIN LATERAL (
        WITH newest AS MATERIALIZED (
          SELECT tool_id, outcome, at FROM decisions
           WHERE agent_id = a.id AND at > ${usageSince(now)} ORDER BY at DESC LIMIT ${most + 1})
        SELECT (SELECT count(*)::int FROM newest) AS looked, tool_id, max(at) AS at
          FROM newest WHERE outcome IN ('allow', 'modify') GROUP BY tool_id) c`;
  const byAgent = new Map<string, { lastUsed: Map<string, Date>; isComplete: boolean }>();
  for (const { agentId, looked, toolId, at } of rows) {
    const usage = byAgent.get(agentId) ?? { lastUsed: new Map<string, Date>(), isComplete: looked <= most };
    if (toolId !== null && at !== null) usage.lastUsed.set(toolId, at);
    byAgent.set(agentId, usage);
  }
  // Whom no call was allowed in all that was looked at has no row; whether that was all is not known then.
  const silent = agentIds.filter((id) => !byAgent.has(id));
  const counts =
    silent.length === 0
      ? []
      : await tx.$queryRaw<{ agentId: string; looked: number }[]>`
    SELECT a.id AS "agentId", (
        SELECT count(*)::int FROM (
          SELECT FROM decisions WHERE agent_id = a.id AND at > ${usageSince(now)} LIMIT ${most + 1}) n) AS looked
      FROM unnest(${silent}::text[]) AS a (id)`;
  for (const { agentId, looked } of counts) {
    byAgent.set(agentId, { lastUsed: new Map(), isComplete: looked <= most });
  }
  return (agentId) => byAgent.get(agentId) ?? { lastUsed: new Map(), isComplete: true };
}

/** Whether one of these tools was used, and when last; null where that cannot be told. */
export function usedOf(
  { lastUsed, isComplete }: Usage,
  toolIds: Iterable<string>,
): { used: boolean | null; lastUsedAt: Date | null } {
  let lastUsedAt: Date | null = null;
  for (const id of toolIds) {
    const at = lastUsed.get(id);
    if (at !== undefined && (lastUsedAt === null || at > lastUsedAt)) lastUsedAt = at;
  }
  return { used: lastUsedAt !== null ? true : isComplete ? false : null, lastUsedAt };
}
