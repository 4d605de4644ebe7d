import type { EscalationView } from '@/lib/contract/escalation';
import type { Tx } from '@/lib/db/client';
import { type Approvers, DECIDER_ROLES, deciderRefusal } from '@/lib/domain/approver';
import { escalationStateAt } from '@/lib/domain/escalation';
import type { Refusal } from '@/lib/domain/refusal';
import type { Role } from '@/lib/domain/role';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, conflict, forbidden, refused, ServiceError } from '../errors';
import { databaseNow, inTransaction } from '../transaction';
import { holdApprovers } from './approvers';
import { holdEscalation, type LoadedEscalation, loadEscalation } from './load';
import { viewEscalation } from './read';
import { loadStanding, type Standing } from './standing';

/** An escalation that waits, held for the one who answers it, with all that the answer rests on. */
export type Answering = {
  tx: Tx;
  now: Date;
  row: LoadedEscalation;
  approvers: Approvers;
  standing: Standing;
  /** The account that answers, and the roles it has at this moment. */
  userId: string;
  roles: readonly Role[];
};

/**
 * Runs an answer to a waiting call: one that still waits, by somebody who may at this moment. Everything that
 * says so is held until the answer stands, in the order agents, people, entitlements, tasks, escalation.
 * INVARIANT (approval-once): whoever comes second finds what the first has done.
 */
export async function answering(
  ctx: Ctx,
  id: string,
  options: { alone?: boolean },
  run: (held: Answering) => Promise<void>,
): Promise<EscalationView> {
  permit(ctx, 'escalation.decide');
  return inTransaction(ctx, async (tx) => {
    const asked = await loadEscalation(tx, id);
    const approvers = await holdApprovers(tx, asked, await voicesOf(tx, ctx, id));
    const roles = await presentRoles(tx, ctx);
    // The standing holds entitlements and the chain, which are to be held before the task.
    await loadStanding(tx, asked, await databaseNow(tx), { hold: true });
    const row = await holdEscalation(tx, id);
    const now = await databaseNow(tx);
    if (ctx.ifMatch !== null && ctx.ifMatch !== row.revision) throw changedMeanwhile('escalation', id);
    await refuseAnswered(tx, row, now);
    const { userId } = ctx.actor;
    const refusal = refusalOf(ctx, approvers, roles, options.alone === true);
    if (refusal !== null || userId === null) throw told(refusal);
    const standing = await loadStanding(tx, row, now, { hold: true });
    if (standing.stoppedBy !== null) {
      throw refused({
        code: 'frozen',
        message: `stop ${standing.stoppedBy} covers the call: nobody answers it`,
      });
    }
    await run({ tx, now, row, approvers, standing, userId, roles });
    return viewEscalation(tx, ctx, await loadEscalation(tx, id), now);
  });
}

/** Who answers now, and who has answered before. */
async function voicesOf(tx: Tx, { actor }: Ctx, escalationId: string) {
  const before = await tx.escalationVerdictGiven.findMany({
    where: { escalationId },
    select: { userId: true, givenTo: true },
  });
  return [{ userId: actor.userId, givenTo: actor.keyGivenTo ?? null }, ...before];
}

/** The roles of the person who acts; their account is held, so they keep them until the answer stands. */
async function presentRoles(tx: Tx, { actor }: Ctx): Promise<readonly Role[]> {
  if (actor.userId === null) return actor.roles;
  const row = await tx.user.findUnique({
    where: { id: actor.userId },
    select: { roles: true, disabledAt: true },
  });
  if (row === null || row.disabledAt !== null) throw forbidden('this account is disabled');
  // A key may have fewer roles than the person for whom it was made.
  return row.roles.filter((role) => actor.roles.includes(role));
}

function refusalOf(
  { actor }: Ctx,
  approvers: Approvers,
  roles: readonly Role[],
  alone: boolean,
): Refusal | null {
  const hands = { userId: actor.userId, givenTo: actor.keyGivenTo ?? null, roles };
  const refusal = deciderRefusal(approvers, hands);
  if (alone) {
    if (!roles.includes('admin')) return { code: 'role', message: 'only an admin may decide alone' };
    return refusal?.code === 'not_asked' ? null : refusal;
  }
  if (!roles.some((role) => DECIDER_ROLES.includes(role))) {
    return { code: 'role', message: 'deciding needs the role approver or admin' };
  }
  return refusal;
}

const told = (refusal: Refusal | null): ServiceError =>
  new ServiceError('forbidden', refusal?.message ?? 'people decide', {
    reason: refusal?.code ?? 'needs_person',
  });

/** Tells who was first. */
async function refuseAnswered(tx: Tx, row: LoadedEscalation, now: Date): Promise<void> {
  const state = escalationStateAt(row, now);
  if (state === 'pending') return;
  if (state === 'expired') {
    throw conflict('already_answered', 'nobody answered it in time, which is a no: the agent may ask again');
  }
  const by =
    row.answeredById === null
      ? null
      : await tx.user.findUnique({ where: { id: row.answeredById }, select: { name: true } });
  const seconds = Math.round((now.getTime() - (row.answeredAt ?? now).getTime()) / 1000);
  const when = row.answeredAt === null ? '' : ` ${seconds} s ago`;
  throw conflict(
    'already_answered',
    `it was ${state === 'used' ? 'approved' : state}${by === null ? '' : ` by ${by.name}`}${when}`,
  );
}
