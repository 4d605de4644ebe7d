import type { Tx } from '@/lib/db/client';
import { type Approvers, DECIDER_ROLES, deciderRefusal } from '@/lib/domain/approver';
import { escalationStateAt } from '@/lib/domain/escalation';
import type { Refusal } from '@/lib/domain/refusal';
import type { Role } from '@/lib/domain/role';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, conflict, forbidden, refused, ServiceError } from '../errors';
import { inUntimedTransaction } from '../transaction';
import { loadApproverFacts } from './approvers';
import { type LoadedEscalation, loadEscalation } from './load';
import { loadStanding, type Standing } from './standing';

/** An escalation that waits, held for the one who answers it, with all that the answer rests on. */
export type Answering = {
  tx: Tx;
  now: Date;
  row: LoadedEscalation;
  approvers: Approvers;
  standing: Standing;
  /** The account that answers. */
  userId: string;
};

/**
 * Runs an answer to a waiting call: one that still waits, by somebody who may at this moment. Everything that
 * says so is held until the answer stands, in the order agents, people, entitlements, tasks, escalation. Answers
 * with what it rested on, for whoever tells how it stands now: nobody else waits for that.
 * INVARIANT (approval-once): whoever comes second finds what the first has done.
 */
export async function answering(
  ctx: Ctx,
  id: string,
  options: { alone?: boolean },
  run: (held: Answering) => Promise<void>,
): Promise<Pick<Answering, 'approvers' | 'standing'>> {
  permit(ctx, 'escalation.decide');
  const { userId, keyGivenTo = null } = ctx.actor;
  const hands = [userId, keyGivenTo].filter((one) => one !== null);
  return inUntimedTransaction(ctx, async (tx) => {
    await tx.$queryRaw`SELECT hold_answer(${id}, ${hands})::text`;
    const row = await loadEscalation(tx, id);
    const now = row.readAt;
    if (ctx.ifMatch !== null && ctx.ifMatch !== row.revision) throw changedMeanwhile('escalation', id);
    refuseAnswered(row, now);
    const standing = await loadStanding(tx, row, now);
    const also = [...hands, ...row.verdicts.flatMap((one) => [one.user.id, one.givenTo ?? one.user.id])];
    const approversOf = await loadApproverFacts(tx, [row], { also });
    const approvers = approversOf(row, standing.rules.approvals);
    const refusal = refusalOf(ctx, approvers, options.alone === true);
    if (refusal !== null || userId === null) throw told(refusal);
    if (standing.stoppedBy !== null) {
      throw refused({
        code: 'frozen',
        message: `stop ${standing.stoppedBy} covers the call: nobody answers it`,
      });
    }
    await run({ tx, now, row, approvers, standing, userId });
    return { approvers, standing };
  });
}

/**
 * The roles of the person who acts, as they are at this moment: their account is held, so they keep them until the
 * answer stands. A key may have fewer roles than the person for whom it was made.
 */
function presentRoles({ actor }: Ctx, { accounts }: Approvers): readonly Role[] {
  if (actor.userId === null) return actor.roles;
  const account = accounts.find(({ id }) => id === actor.userId);
  if (account === undefined || !account.isEnabled) throw forbidden('this account is disabled');
  return account.roles.filter((role) => actor.roles.includes(role));
}

function refusalOf(ctx: Ctx, approvers: Approvers, alone: boolean): Refusal | null {
  const { actor } = ctx;
  const roles = presentRoles(ctx, approvers);
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
function refuseAnswered(row: LoadedEscalation, now: Date): void {
  const state = escalationStateAt(row, now);
  if (state === 'pending') return;
  if (state === 'expired') {
    throw conflict('already_answered', 'nobody answered it in time, which is a no: the agent may ask again');
  }
  const seconds = Math.round((now.getTime() - (row.answeredAt ?? now).getTime()) / 1000);
  const by = row.answeredByName === null ? '' : ` by ${row.answeredByName}`;
  const when = row.answeredAt === null ? '' : ` ${seconds} s ago`;
  throw conflict('already_answered', `it was ${state === 'used' ? 'approved' : state}${by}${when}`);
}
