import type { AgentReasonInput, AgentView } from '@/lib/contract/agent';
import { type Ctx, permit } from '../context';
import { moveOwnership } from './ownership-move';
import { NO_PROPOSAL } from './proposal';

/** Takes back that somebody was asked. An enabled owner answers as before; where they have left, nobody is asked. */
export async function withdrawTransfer(ctx: Ctx, { id, reason }: AgentReasonInput): Promise<AgentView> {
  permit(ctx, 'agent.withdraw-transfer');
  return moveOwnership(ctx, id, 'withdraw', (before) => ({
    columns: NO_PROPOSAL,
    details: { proposedOwner: before.proposedOwnerId, reason },
  }));
}
