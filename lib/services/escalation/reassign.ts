import type { EscalationView, ReassignEscalationInput } from '@/lib/contract/escalation';
import { DECIDER_ROLES, FORBIDDEN_RELATIONS } from '@/lib/domain/approver';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { invalidInput } from '../errors';
import { writeOutbox } from '../outbox';
import { loadPersonByEmail } from '../user/person';
import { answering } from './answering';
import { readEscalation } from './read';

/** Asks a certain person, who may then decide whatever group is asked. The others still may. */
export async function reassignEscalation(
  ctx: Ctx,
  { id, to, reason }: ReassignEscalationInput,
): Promise<EscalationView> {
  await answering(ctx, id, {}, async ({ tx, now, row, approvers }) => {
    const person = await loadPersonByEmail(tx, 'to', to);
    const relation = approvers.forbidden.get(person.id);
    if (relation !== undefined) {
      throw invalidInput('to', `somebody who ${FORBIDDEN_RELATIONS[relation]} does not decide on it`);
    }
    const { roles } = await tx.user.findUniqueOrThrow({ where: { id: person.id }, select: { roles: true } });
    if (!roles.some((role) => DECIDER_ROLES.includes(role))) {
      throw invalidInput('to', 'deciding needs the role approver or admin');
    }
    await tx.escalation.update({
      where: { id },
      data: { reassignedToId: person.id, claimedById: null, claimedAt: null, revision: { increment: 1 } },
    });
    const subject = { kind: 'escalation', id };
    await writeOutbox(tx, 'escalation.reassigned', subject, { to: person.id, by: ctx.actor.id });
    await writeAudit(tx, ctx, now, {
      event: 'escalation.reassigned',
      subject,
      details: { agent: row.agentId, from: row.reassignedToId, to: person.id, reason: reason ?? null },
    });
  });
  return readEscalation(ctx, { id });
}
