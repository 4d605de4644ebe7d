import type { Tx } from '@/lib/db/client';
import { nextProposal, type Owners } from '@/lib/domain/ownership';
import { type AuditEntry, writeAudits } from '../audit';
import type { Ctx } from '../context';
import { NO_PROPOSAL } from './proposal';

const PORTION = 2000;
/** Somebody may answer for every agent that there is: to hand on ten thousand takes seconds, on a busy machine many. */
export const HAND_ON_TIMEOUT_MS = 60_000;

type Row = {
  id: string;
  ownerId: string;
  ownerIsEnabled: boolean;
  backupOwnerId: string | null;
  backupOwnerIsEnabled: boolean;
  proposedOwnerId: string | null;
  proposedIsEnabled: boolean;
};

const ownersOf = (row: Row): Owners => ({
  owner: { id: row.ownerId, isEnabled: row.ownerIsEnabled },
  backupOwner:
    row.backupOwnerId === null ? null : { id: row.backupOwnerId, isEnabled: row.backupOwnerIsEnabled },
  proposedOwnerId: row.proposedOwnerId,
});

/** Holds every agent that somebody answers for, or is asked to, until the transaction ends. */
export async function holdAgentsOf(tx: Tx, personId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM agents
     WHERE (owner_id = ${personId} OR backup_owner_id = ${personId} OR proposed_owner_id = ${personId})
       AND state <> 'retired'
     ORDER BY id FOR NO KEY UPDATE`;
}

/**
 * What becomes of the agents of somebody who has been disabled, in the transaction of that: what they owned is
 * proposed to the backup owners, what was proposed to them is proposed to nobody, or to the backup owner.
 * Answers how many of each. INVARIANT (accepted-ownership)
 */
export async function handOnAgentsOf(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  person: { id: string; email: string },
): Promise<{ proposed: number; voided: number }> {
  // Again, with those that came to them while this waited for their row.
  await holdAgentsOf(tx, person.id);
  const rows = await tx.$queryRaw<Row[]>`
    SELECT a.id, a.owner_id AS "ownerId", a.proposed_owner_id AS "proposedOwnerId", o.disabled_at IS NULL AS "ownerIsEnabled",
           a.backup_owner_id AS "backupOwnerId", b.disabled_at IS NULL AS "backupOwnerIsEnabled",
           p.id IS NOT NULL AND p.disabled_at IS NULL AS "proposedIsEnabled"
      FROM agents a JOIN users o ON o.id = a.owner_id
      LEFT JOIN users b ON b.id = a.backup_owner_id LEFT JOIN users p ON p.id = a.proposed_owner_id
     WHERE a.state <> 'retired' AND (a.owner_id = ${person.id} OR a.proposed_owner_id = ${person.id})
     ORDER BY a.id COLLATE "C"`;
  const reason = `${person.email} was disabled`;
  const proposed: string[] = [];
  const voided: string[] = [];
  const entries: AuditEntry[] = [];
  for (const row of rows) {
    const next = nextProposal(ownersOf(row), { isEnabled: row.proposedIsEnabled, unwilling: null });
    if (next === row.proposedOwnerId) continue;
    (next === null ? voided : proposed).push(row.id);
    entries.push({
      event: next === null ? 'agent.ownership_voided' : 'agent.ownership_proposed',
      subject: { kind: 'agent', id: row.id },
      details: {
        ...(next !== null && { owner: { from: row.ownerId, to: next } }),
        ...(row.proposedOwnerId !== null && { insteadOf: row.proposedOwnerId }),
        reason,
      },
    });
  }
  // In portions: the connection waits while a row of each is made, and does not wait for ever.
  for (const ids of portionsOf(proposed)) {
    await tx.$executeRaw`
      UPDATE agents
         SET proposed_owner_id = backup_owner_id, proposed_backup_owner_id = NULL, proposed_sets_backup = false,
             proposed_at = ${now}, proposed_by = ${ctx.actor.id}, proposed_reason = ${reason}, revision = revision + 1
       WHERE id = ANY (${ids})`;
  }
  await proposeToNobody(tx, voided);
  for (const some of portionsOf(entries)) await writeAudits(tx, ctx, now, some);
  return { proposed: proposed.length, voided: voided.length };
}

/** Takes back what these agents’ people were asked. */
export async function proposeToNobody(tx: Tx, agentIds: readonly string[]): Promise<void> {
  for (const ids of portionsOf(agentIds)) {
    await tx.agent.updateMany({
      where: { id: { in: [...ids] } },
      data: { ...NO_PROPOSAL, revision: { increment: 1 } },
    });
  }
}

/** The same in portions, each small enough for one statement. */
export function* portionsOf<T>(all: readonly T[]): Generator<T[]> {
  for (let from = 0; from < all.length; from += PORTION) yield all.slice(from, from + PORTION);
}
