import type { Tx } from '@/lib/db/client';
import { type Bounds, hiddenPaths } from '@/lib/domain/approval';
import type { JsonObject } from '@/lib/domain/argument';
import { delegable } from '@/lib/domain/delegation';
import { basisOf } from '@/lib/domain/match-grants';
import { type Refusal, refuse } from '@/lib/domain/refusal';
import { higherTier, type RiskTier, type TierRules } from '@/lib/domain/risk-tier';
import type { ScopedCall } from '@/lib/domain/scope';
import { taskStateAt } from '@/lib/domain/task';
import { splitToolId } from '@/lib/domain/tool';
import { holdChain, loadChain } from '../delegation/load-chain';
import { scopeOf } from '../grant/scope';
import { stopsOverCalls } from '../stop/over-calls';
import { effectiveTier, loadTierRules } from '../task/effective-tier';
import type { LoadedEscalation } from './load';

/** How a waiting call stands now. */
export type Standing = {
  tier: RiskTier;
  rules: TierRules;
  /** Null where what it was about is gone. */
  bounds: Bounds | null;
  /** Why nobody can approve it now, whoever they are. */
  problems: Refusal[];
  stoppedBy: string | null;
  hidden: string[];
};

/**
 * What may be given for a waiting call now, and why nothing may. With `hold` the entitlements and the chain
 * are held until the transaction ends.
 */
export async function loadStanding(
  tx: Tx,
  row: LoadedEscalation,
  now: Date,
  { hold }: { hold: boolean },
): Promise<Standing> {
  if (hold) {
    await tx.$queryRaw`
      SELECT id FROM entitlements WHERE agent_id = ${row.agentId} AND revoked_at IS NULL ORDER BY id FOR SHARE`;
  }
  const task = await tx.task.findUniqueOrThrow({
    where: { id: row.taskId },
    select: {
      state: true,
      endsAt: true,
      parentTaskId: true,
      agent: { select: { riskTier: true, state: true } },
    },
  });
  const entitlements = await tx.entitlement.findMany({
    where: { agentId: row.agentId, revokedAt: null, startsAt: { lte: now }, endsAt: { gt: now } },
  });
  const tool = await tx.tool.findUnique({ where: { id: row.toolId } });
  // Whichever is stricter: the tier under which it was asked, or that of now.
  const present = await effectiveTier(tx, task.agent, entitlements, now);
  const tier = row.tier === null ? present : higherTier(row.tier, present);
  const rules = await loadTierRules(tx, tier);
  const stoppedBy = (await stopsOverCalls(tx, [row], now))(row);
  const hidden = hiddenPaths(row.arguments as JsonObject);

  const problems: Refusal[] = [];
  const state = taskStateAt(task, now);
  if (stoppedBy !== null) problems.push(refuse('frozen', 'a stop covers the call: nothing is answered'));
  if (state !== 'running' && state !== 'paused') problems.push(refuse('task_ended', `its task is ${state}`));
  if (task.agent.state !== 'active') {
    problems.push(refuse('agent_not_active', `the agent is ${task.agent.state}`));
  }
  if (tool === null || tool.state !== 'reviewed' || tool.digest !== row.toolDigest) {
    problems.push(refuse('tool_changed', 'the tool is not the reviewed one that the call was for any more'));
  }
  if (hidden.length > 0) {
    problems.push(
      refuse('not_shown', `${hidden.join(', ')} cannot be shown whole, so nobody can approve it`),
    );
  }
  const call = tool === null ? null : callOf(row, tool);
  if (call === null) return { tier, rules, bounds: null, problems, stoppedBy, hidden };

  const chain =
    task.parentTaskId === null ? null : await chainAbove(tx, row, call, task.parentTaskId, now, hold);
  if (chain === 'lacking') {
    problems.push(refuse('exceeds_delegator', 'a task above could not do this itself any more'));
  }
  const bounds: Bounds = {
    call,
    ceilings: entitlements.map((one) => ({
      id: one.id,
      scope: scopeOf(one),
      endsAt: one.endsAt,
      maxTtlSeconds: one.maxTtlSeconds,
    })),
    taskEndsAt: task.endsAt,
    delegatedUntil: chain === null || chain === 'lacking' ? null : chain.until,
    delegable: chain === null || chain === 'lacking' ? null : chain.delegable,
    rules,
  };
  return { tier, rules, bounds, problems, stoppedBy, hidden };
}

type ToolColumns = {
  id: string;
  systemId: string;
  actionClass: ScopedCall['actionClass'];
  sensitivity: ScopedCall['sensitivity'];
};

const callOf = ({ resource }: LoadedEscalation, tool: ToolColumns): ScopedCall => ({
  systemId: tool.systemId,
  toolName: splitToolId(tool.id)?.name ?? tool.id,
  actionClass: tool.actionClass,
  sensitivity: tool.sensitivity,
  resource,
});

/** INVARIANT (attenuation): nobody gives a child what its delegators lack. */
async function chainAbove(
  tx: Tx,
  row: LoadedEscalation,
  call: ScopedCall,
  parentTaskId: string,
  now: Date,
  hold: boolean,
) {
  if (hold) await holdChain(tx, parentTaskId);
  const chain = await loadChain(tx, parentTaskId, now);
  const ends: number[] = [];
  for (const ancestor of chain) {
    const basis = basisOf(ancestor, call, row.arguments as JsonObject, now);
    if (basis === null) return 'lacking' as const;
    ends.push(basis.grant.endsAt.getTime(), basis.entitlement.endsAt.getTime());
  }
  return { until: new Date(Math.min(...ends)), delegable: delegable(chain, now) };
}
