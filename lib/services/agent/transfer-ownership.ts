import type { AgentView, TransferOwnershipInput } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, refused } from '../errors';
import { inTransaction } from '../transaction';
import { loadAgent, loadSeenAgent } from './load';
import { loadBackupOwner, loadOwner } from './owner';
import { type AgentRow, loadAgentView } from './view';

/**
 * Makes somebody else answer for an agent. Without a word about the backup owner the present one stays,
 * unless they become the owner: then there is none until somebody is named.
 */
export async function transferOwnership(
  ctx: Ctx,
  { id, owner, backupOwner, reason }: TransferOwnershipInput,
): Promise<AgentView> {
  permit(ctx, 'agent.transfer-ownership');
  return inTransaction(ctx, async (tx, now) => {
    await transferIn(tx, ctx, now, await loadSeenAgent(tx, ctx, id), { owner, backupOwner, reason });
    return loadAgentView(tx, await loadAgent(tx, id), now);
  });
}

/** The same in a transaction that is open, for an agent as it was just read. The permission was asked for. */
export async function transferIn(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  before: AgentRow,
  { owner, backupOwner, reason }: Omit<TransferOwnershipInput, 'id'>,
): Promise<void> {
  const { id } = before;
  if (before.state === 'retired') throw refused(refuse('wrong_state', `agent ${id} is retired`));
  const { id: ownerId } = await loadOwner(tx, 'owner', owner);
  const backupOwnerId = await nextBackup(tx, before, ownerId, backupOwner);
  const { count } = await tx.agent.updateMany({
    where: { id, revision: before.revision },
    data: { ownerId, backupOwnerId, revision: { increment: 1 } },
  });
  if (count !== 1) throw changedMeanwhile('agent', id);
  await writeAudit(tx, ctx, now, {
    event: 'agent.ownership_transferred',
    subject: { kind: 'agent', id },
    details: {
      owner: { from: before.ownerId, to: ownerId },
      backupOwner: { from: before.backupOwnerId, to: backupOwnerId },
      reason,
    },
  });
}

async function nextBackup(
  tx: Tx,
  before: AgentRow,
  ownerId: string,
  named: string | null | undefined,
): Promise<string | null> {
  if (named === null) return null;
  if (named !== undefined) return (await loadBackupOwner(tx, named, ownerId)).id;
  return before.backupOwnerId === ownerId ? null : before.backupOwnerId;
}
