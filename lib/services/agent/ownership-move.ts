import type { AgentView } from '@/lib/contract/agent';
import { type OwnershipMove, ownershipMoveRefusal } from '@/lib/domain/ownership';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { changedMeanwhile, forbidden, refused } from '../errors';
import { inTransaction } from '../transaction';
import { loadAgent, loadSeenAgent } from './load';
import { type AgentRow, loadAgentView } from './view';

const EVENTS = {
  accept: 'agent.ownership_accepted',
  decline: 'agent.ownership_declined',
  withdraw: 'agent.ownership_withdrawn',
} as const satisfies Record<OwnershipMove, string>;

type Follows = { columns: Record<string, unknown>; details: Record<string, unknown> };

/** One answer to a proposal, with its audit row. The verb has asked for its permission. */
export async function moveOwnership(
  ctx: Ctx,
  id: string,
  move: OwnershipMove,
  follows: (before: AgentRow & { proposedOwnerId: string }, now: Date) => Follows,
): Promise<AgentView> {
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadSeenAgent(tx, ctx, id);
    const person = ctx.actor.kind === 'user' ? ctx.actor.userId : null;
    const refusal = ownershipMoveRefusal(move, before, person);
    if (refusal?.code === 'not_proposed_to_you') throw forbidden(refusal.message);
    const { proposedOwnerId } = before;
    if (refusal !== null || proposedOwnerId === null) {
      throw refused(refusal ?? { code: 'nothing_proposed', message: 'nobody is asked' });
    }
    const { columns, details } = follows({ ...before, proposedOwnerId }, now);
    const { count } = await tx.agent.updateMany({
      where: { id, revision: before.revision, proposedOwnerId },
      data: { ...columns, revision: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile('agent', id);
    await writeAudit(tx, ctx, now, { event: EVENTS[move], subject: { kind: 'agent', id }, details });
    return loadAgentView(tx, await loadAgent(tx, id), now);
  });
}
