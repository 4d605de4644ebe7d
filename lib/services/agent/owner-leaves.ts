import type { Tx } from '@/lib/db/client';
import { nextProposal } from '@/lib/domain/ownership';
import { type AuditEntry, writeAudits } from '../audit';
import type { Ctx } from '../context';
import { NO_PROPOSAL, ownersOf } from './proposal';
import { agentInclude } from './view';

const PORTION = 500;

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
  const rows = await tx.agent.findMany({
    where: { state: { not: 'retired' }, OR: [{ ownerId: person.id }, { proposedOwnerId: person.id }] },
    include: agentInclude,
    orderBy: { id: 'asc' },
  });
  const reason = `${person.email} was disabled`;
  const proposed: string[] = [];
  const voided: string[] = [];
  const entries: AuditEntry[] = [];
  for (const row of rows) {
    const isEnabled = row.proposedOwner !== null && row.proposedOwner.disabledAt === null;
    const next = nextProposal(ownersOf(row), { isEnabled, unwilling: null });
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
  if (proposed.length > 0) {
    await tx.$executeRaw`
      UPDATE agents
         SET proposed_owner_id = backup_owner_id, proposed_backup_owner_id = NULL, proposed_sets_backup = false,
             proposed_at = ${now}, proposed_by = ${ctx.actor.id}, proposed_reason = ${reason}, revision = revision + 1
       WHERE id = ANY (${proposed})`;
  }
  if (voided.length > 0) {
    await tx.agent.updateMany({
      where: { id: { in: voided } },
      data: { ...NO_PROPOSAL, revision: { increment: 1 } },
    });
  }
  // In portions: the connection waits while a row of each is made, and does not wait for ever.
  for (let from = 0; from < entries.length; from += PORTION) {
    await writeAudits(tx, ctx, now, entries.slice(from, from + PORTION));
  }
  return { proposed: proposed.length, voided: voided.length };
}
