import type { AgentView, RetireAgentInput } from '@/lib/contract/agent';
import { type Ctx, permit } from '../context';
import { revokeOne } from '../entitlement/revoke-one';
import { endBeside, endTasks } from '../task/end';
import { lockOpenTasks } from '../task/load';
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
    const open = await lockOpenTasks(tx, id);
    const ended = await endTasks(
      tx,
      inner,
      now,
      open.map((task) => endBeside(task, now, why)),
    );
    const entitlements = await tx.entitlement.findMany({
      where: { agentId: id, revokedAt: null, endsAt: { gt: now } },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    for (const entitlement of entitlements) await revokeOne(tx, inner, now, entitlement.id, why);
    return {
      endedTasks: ended.tasks,
      revokedGrants: ended.grants,
      withdrawnEscalations: ended.escalations,
      revokedEntitlements: entitlements.map((entitlement) => entitlement.id),
    };
  });
}
