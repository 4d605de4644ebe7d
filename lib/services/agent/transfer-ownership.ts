import type { AgentView, TransferOwnershipInput } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, refused } from '../errors';
import { writeOutbox } from '../outbox';
import { inTransaction } from '../transaction';
import { loadAgent, loadSeenAgent } from './load';
import { loadBackupOwner, loadOwner } from './owner';
import { holdAgent, holdPeople, NO_PROPOSAL, proposalOf } from './proposal';
import { type AgentRow, loadAgentView } from './view';

/**
 * Asks somebody to answer for an agent. Until they accept it themselves, the present owner answers and the
 * agent does less (lib/domain/ownership.ts). Whoever takes it over in their own name has accepted with it, and
 * so has who answers for it already. INVARIANT (accepted-ownership)
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

/** A session, and not a key that was made for somebody: only people speak for themselves. */
export const isThemself = ({ actor }: Ctx, personId: string): boolean =>
  actor.kind === 'user' && actor.userId === personId;

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
  await holdAgent(tx, id);
  const { id: ownerId } = await loadOwner(tx, 'owner', owner);
  await holdPeople(tx, [ownerId]);
  // Once more, now that nobody can disable them.
  await loadOwner(tx, 'owner', owner);
  const backupOwnerId = await namedBackup(tx, ownerId, backupOwner);
  const isAccepted = ownerId === before.ownerId || isThemself(ctx, ownerId);
  const next = nextBackup(before, ownerId, backupOwnerId);
  const { count } = await tx.agent.updateMany({
    where: { id, revision: before.revision },
    data: {
      ...(isAccepted
        ? { ownerId, backupOwnerId: next, ...NO_PROPOSAL }
        : proposalOf({ ownerId, backupOwnerId, at: now, by: ctx.actor.id, reason })),
      revision: { increment: 1 },
    },
  });
  if (count !== 1) throw changedMeanwhile('agent', id);
  await writeAudit(tx, ctx, now, {
    event: isAccepted ? 'agent.ownership_transferred' : 'agent.ownership_proposed',
    subject: { kind: 'agent', id },
    details: {
      owner: { from: before.ownerId, to: ownerId },
      backupOwner: { from: before.backupOwnerId, to: next },
      ...(before.proposedOwnerId !== null && { insteadOf: before.proposedOwnerId }),
      reason,
    },
  });
  if (!isAccepted) await writeOutbox(tx, 'agent.ownership_proposed', { kind: 'agent', id });
}

async function namedBackup(
  tx: Tx,
  ownerId: string,
  named: string | null | undefined,
): Promise<string | null | undefined> {
  if (named === undefined || named === null) return named;
  return (await loadBackupOwner(tx, named, ownerId)).id;
}

/** Who is the backup owner of a new owner: who was named with them, or the present one. */
export function nextBackup(
  before: Pick<AgentRow, 'backupOwnerId'>,
  ownerId: string,
  named: string | null | undefined,
): string | null {
  if (named !== undefined) return named;
  return before.backupOwnerId === ownerId ? null : before.backupOwnerId;
}
