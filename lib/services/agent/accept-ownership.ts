import type { AgentIdInput, AgentView } from '@/lib/contract/agent';
import { type Ctx, permit } from '../context';
import { moveOwnership } from './ownership-move';
import { NO_PROPOSAL } from './proposal';
import { nextBackup } from './transfer-ownership';

/** Takes an agent over that one was asked to answer for. From the next decision on it has its authority again. */
export async function acceptOwnership(ctx: Ctx, { id }: AgentIdInput): Promise<AgentView> {
  permit(ctx, 'agent.accept-ownership');
  return moveOwnership(ctx, id, 'accept', (before) => {
    const ownerId = before.proposedOwnerId;
    const named = before.proposedSetsBackup ? before.proposedBackupOwnerId : undefined;
    const backupOwnerId = nextBackup(before, ownerId, named);
    return {
      columns: { ownerId, backupOwnerId, ...NO_PROPOSAL },
      details: {
        owner: { from: before.ownerId, to: ownerId },
        backupOwner: { from: before.backupOwnerId, to: backupOwnerId },
        proposedBy: before.proposedBy,
        reason: before.proposedReason,
      },
    };
  });
}
