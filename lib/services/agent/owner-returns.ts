import type { Tx } from '@/lib/db/client';
import { writeAudits } from '../audit';
import type { Ctx } from '../context';
import { holdAgentsOf, portionsOf, proposeToNobody } from './owner-leaves';

/**
 * What becomes of the agents of somebody who is enabled again, in the transaction of that: what was proposed to the
 * backup owner by the disabling itself, at its instant, is proposed to nobody. They had accepted to answer for it, and
 * do so again. Whatever people have asked since goes on. INVARIANT (accepted-ownership)
 */
export async function takeBackAgentsOf(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  person: { id: string; email: string; disabledAt: Date | null },
): Promise<{ voided: number }> {
  // Again, with those that came to them while this waited for their row.
  await holdAgentsOf(tx, person.id);
  const rows = await tx.$queryRaw<{ id: string; proposed: string }[]>`
    SELECT id, proposed_owner_id AS proposed FROM agents
     WHERE owner_id = ${person.id} AND state <> 'retired'
       AND proposed_owner_id = backup_owner_id AND proposed_at = ${person.disabledAt}
     ORDER BY id`;
  await proposeToNobody(
    tx,
    rows.map(({ id }) => id),
  );
  const entries = rows.map(({ id, proposed }) => ({
    event: 'agent.ownership_voided' as const,
    subject: { kind: 'agent', id },
    details: { insteadOf: proposed, reason: `${person.email} was enabled again` },
  }));
  for (const some of portionsOf(entries)) await writeAudits(tx, ctx, now, some);
  return { voided: rows.length };
}
