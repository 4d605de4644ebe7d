import type { AgentReasonInput, AgentView } from '@/lib/contract/agent';
import { type Ctx, permit } from '../context';
import { moveOwnership } from './ownership-move';
import { afterRefusal } from './proposal';

/**
 * Does not take over an agent that one was asked to answer for. Where its owner has left, the backup owner is
 * asked next, unless it is they who decline: then admins see that nobody is.
 */
export async function declineOwnership(ctx: Ctx, { id, reason }: AgentReasonInput): Promise<AgentView> {
  permit(ctx, 'agent.decline-ownership');
  return moveOwnership(ctx, id, 'decline', (before, at) => {
    const told = { at, by: ctx.actor.id, reason: `${ctx.actor.name} declined: ${reason}`.slice(0, 1000) };
    const { columns, askedInstead } = afterRefusal(before, told);
    return { columns, details: { proposedOwner: before.proposedOwnerId, askedInstead, reason } };
  });
}
