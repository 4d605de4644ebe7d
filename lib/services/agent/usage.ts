import type { AgentIdInput } from '@/lib/contract/agent';
import type { AgentUsageView, EntitlementUse, ToolUse } from '@/lib/contract/usage';
import type { Tx } from '@/lib/db/client';
import type { ActionClass } from '@/lib/domain/action-class';
import { secondsAfter } from '@/lib/domain/grant';
import {
  type CallableTool,
  callableBy,
  indexUses,
  narrowToUsed,
  USAGE_DAYS,
  type Use,
} from '@/lib/domain/usage';
import { type Ctx, permit } from '../context';
import { countCut } from '../entitlement/cut-grants';
import { notFound } from '../errors';
import { scopeOf } from '../grant/scope';
import { databaseNow, reader } from '../transaction';

const MOST_DECISIONS = 50_000;
const MOST_TOOLS = 100;
const MOST_ENTITLEMENTS = 100;
const MOST_TOOLS_OF_ONE = 25;

/**
 * What an agent may call by its live entitlements, beside what it was allowed to call in the last 90 days: of
 * its newest decisions, in a bounded number, so that it costs the same however many there are of others.
 */
export async function readAgentUsage(ctx: Ctx, { id }: AgentIdInput): Promise<AgentUsageView> {
  permit(ctx, 'agent.list');
  const db = reader(ctx);
  if ((await db.agent.findUnique({ where: { id }, select: { id: true } })) === null)
    throw notFound('agent', id);
  const now = await databaseNow(db);
  const since = secondsAfter(now, -USAGE_DAYS * 24 * 3600);
  const counted = await countUses(db, id, since);
  const useOf = indexUses(counted.uses);
  const rows = await db.entitlement.findMany({
    where: { agentId: id, revokedAt: null, endsAt: { gt: now } },
    orderBy: { id: 'desc' },
  });
  const tools: CallableTool[] = await db.tool.findMany({
    where: { systemId: { in: [...new Set(rows.map(({ systemId }) => systemId))] } },
    select: { id: true, systemId: true, name: true, actionClass: true, sensitivity: true },
    orderBy: { id: 'asc' },
  });
  const shown = rows.slice(0, MOST_ENTITLEMENTS);
  const grants = await db.grant.findMany({
    where: { entitlementId: { in: shown.map((row) => row.id) }, revokedAt: null, endsAt: { gt: now } },
  });
  const reached = new Map<string, CallableTool>();
  const reaches = rows.map((row) => {
    const callable = callableBy(scopeOf(row), tools);
    for (const tool of callable) reached.set(tool.id, tool);
    return callable;
  });
  const all = [...reached.values()];
  const entitlements = shown.map((row, i): EntitlementUse => {
    const callable = reaches[i] ?? [];
    const scope = scopeOf(row);
    const narrowed = narrowToUsed(scope, callable, (tool) => useOf(tool) !== null);
    const ceiling = { id: row.id, maxTtlSeconds: row.maxTtlSeconds, endsAt: row.endsAt };
    const own = grants.filter((grant) => grant.entitlementId === row.id);
    return {
      entitlement: row.id,
      reachable: callable.length,
      used: callable.filter((tool) => useOf(tool) !== null).length,
      lastUsedAt: lastOf(callable, useOf),
      tools: usedFirst(callable, useOf).slice(0, MOST_TOOLS_OF_ONE),
      narrowed:
        'refusal' in narrowed
          ? null
          : {
              scope: { ...scope, ...narrowed.scope } as typeof scope,
              ...countCut(own, { ...ceiling, scope: narrowed.scope }, now),
            },
      narrowRefusal: 'refusal' in narrowed ? narrowed.refusal.message : null,
    };
  });
  return {
    since,
    countedFrom: counted.isWhole ? since : (counted.from ?? since),
    isWhole: counted.isWhole,
    calls: counted.uses.reduce((sum, { calls }) => sum + calls, 0),
    reachable: all.length,
    used: all.filter((tool) => useOf(tool) !== null).length,
    tools: usedFirst(all, useOf).slice(0, MOST_TOOLS),
    entitlements,
  };
}

type Row = { toolId: string; actionClass: ActionClass | null; calls: number; lastUsedAt: Date | null };

/** Reads the agent's newest decisions by its own index, and no more than so many of them. */
async function countUses(db: Tx, agentId: string, since: Date) {
  const rows = await db.$queryRaw<(Row & { asked: number; from: Date })[]>`
    SELECT tool_id AS "toolId", action_class::text AS "actionClass", count(*)::int AS asked, min(at) AS "from",
           count(*) FILTER (WHERE outcome IN ('allow', 'modify'))::int AS calls,
           max(at) FILTER (WHERE outcome IN ('allow', 'modify')) AS "lastUsedAt"
      FROM (SELECT tool_id, action_class, outcome, at FROM decisions
             WHERE agent_id = ${agentId} AND at > ${since} ORDER BY at DESC LIMIT ${MOST_DECISIONS}) newest
     GROUP BY tool_id, action_class`;
  const uses = rows.flatMap(({ toolId, actionClass, calls, lastUsedAt }): Use[] =>
    actionClass === null || lastUsedAt === null ? [] : [{ toolId, actionClass, calls, lastUsedAt }],
  );
  const asked = rows.reduce((sum, row) => sum + row.asked, 0);
  const from = rows.reduce<Date | null>(
    (first, row) => (first === null || row.from < first ? row.from : first),
    null,
  );
  return { uses, isWhole: asked < MOST_DECISIONS, from };
}

type UseOf = (tool: CallableTool) => Use | null;

const toToolUse = (tool: CallableTool, use: Use | null): ToolUse => ({
  tool: tool.id,
  actionClass: tool.actionClass,
  sensitivity: tool.sensitivity,
  calls: use?.calls ?? 0,
  lastUsedAt: use?.lastUsedAt ?? null,
});

const usedFirst = (tools: readonly CallableTool[], useOf: UseOf): ToolUse[] =>
  tools
    .map((tool) => toToolUse(tool, useOf(tool)))
    .sort((a, b) => b.calls - a.calls || (a.tool < b.tool ? -1 : 1));

const lastOf = (tools: readonly CallableTool[], useOf: UseOf): Date | null =>
  tools.reduce<Date | null>((last, tool) => {
    const at = useOf(tool)?.lastUsedAt ?? null;
    return at !== null && (last === null || at > last) ? at : last;
  }, null);
