import type { AgentView, RetireAgentInput } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';
import { OPEN_TASK_STATES, taskStateAt } from '@/lib/domain/task';
import { type Ctx, permit } from '../context';
import { revokeOne } from '../entitlement/revoke-one';
import { type Ended, endTask } from '../task/end';
import { lockTask } from '../task/load';
import { moveAgent } from './move';

/**
 * Retires an agent for ever, and ends all that it has in the same transaction: its open tasks with their
 * child tasks, live grants and pending escalations, and its entitlements. Its history stays.
 */
export async function retireAgent(ctx: Ctx, { id, reason }: RetireAgentInput): Promise<AgentView> {
  permit(ctx, 'agent.retire');
  const why = reason ?? `its agent ${id} was retired`;
  return moveAgent(ctx, id, 'retire', reason ?? null, async (tx, _agent, now) => {
    // The revision that the caller saw is the agent's; it says nothing about a task.
    const inner: Ctx = { ...ctx, tx, ifMatch: null };
    const ended = await endOpenTasks(tx, inner, id, now, why);
    const entitlements = await tx.entitlement.findMany({
      where: { agentId: id, revokedAt: null, endsAt: { gt: now } },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    for (const entitlement of entitlements) await revokeOne(tx, inner, now, entitlement.id, why);
    return { ...ended, revokedEntitlements: entitlements.map((entitlement) => entitlement.id) };
  });
}

async function endOpenTasks(tx: Tx, ctx: Ctx, agentId: string, now: Date, why: string) {
  const ended: Ended = { tasks: [], grants: [], escalations: [] };
  const open = await tx.task.findMany({
    where: { agentId, state: { in: [...OPEN_TASK_STATES] } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of open) {
    const task = await lockTask(tx, ctx, id);
    // It ended meanwhile, or with its parent a moment ago.
    if (!OPEN_TASK_STATES.includes(task.state)) continue;
    const move = taskStateAt(task, now) === 'expired' ? 'expire' : 'cancel';
    const one = await endTask(tx, ctx, now, task, move, why);
    ended.tasks.push(...one.tasks);
    ended.grants.push(...one.grants);
    ended.escalations.push(...one.escalations);
  }
  return {
    endedTasks: ended.tasks,
    revokedGrants: ended.grants,
    withdrawnEscalations: ended.escalations,
  };
}
