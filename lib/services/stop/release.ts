import type { ReleaseStopInput, StopView } from '@/lib/contract/stop';
import type { Tx } from '@/lib/db/client';
import type { StopModel } from '@/lib/db/generated/models';
import { releaseRefusal, releaseStep } from '@/lib/domain/stop';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, conflict, forbidden, notFound, refused } from '../errors';
import { inTransaction } from '../transaction';
import { releasableOf, toStopView } from './view';

/**
 * Releases a stop. What was stopped may be allowed again from the next decision on. Of a stop of everything the
 * first person only asks for it; it is released when another one confirms that within an hour.
 * INVARIANT (two-persons)
 */
export async function releaseStop(ctx: Ctx, { id, reason }: ReleaseStopInput): Promise<StopView> {
  permit(ctx, 'stop.release');
  return inTransaction(ctx, async (tx, now) => {
    const row = await loadStop(tx, id);
    const stop = await asStanding(tx, releasableOf(row));
    const { userId, keyGivenTo = null } = ctx.actor;
    const refusal = releaseRefusal(stop, { personId: userId, givenTo: keyGivenTo }, now);
    if (refusal?.code === 'already_released') throw conflict(refusal.code, refusal.message);
    if (refusal !== null) throw refused(refusal);
    if (stop.kind === 'everything' && !(await isAdmin(tx, userId))) {
      throw forbidden('only an enabled admin may release everything');
    }
    const isRequest = releaseStep(stop, now) === 'request';
    const { count } = await tx.stop.updateMany({
      // Two who confirm, or ask, at once have seen the same revision: one of them is too late.
      where: { id, revision: row.revision, releasedAt: null },
      data: {
        ...(isRequest
          ? {
              releaseRequestedBy: ctx.actor.id,
              releaseRequestedPerson: userId,
              releaseRequestedGivenTo: keyGivenTo,
              releaseRequestedAt: now,
              releaseRequestReason: reason,
            }
          : { releasedAt: now, releasedBy: ctx.actor.id, releasedPerson: userId, releaseReason: reason }),
        revision: { increment: 1 },
      },
    });
    if (count !== 1) throw await lostTo(tx, id);
    await writeAudit(tx, ctx, now, {
      event: isRequest ? 'stop.release_requested' : 'stop.released',
      subject: { kind: 'stop', id },
      details: {
        target: { kind: row.kind, id: row.targetId },
        reason,
        ...(stop.kind === 'everything' && { person: userId }),
        ...(!isRequest && stop.request !== null && { requestedBy: stop.request.personId }),
      },
    });
    return toStopView(await loadStop(tx, id), now);
  });
}

/**
 * Releases a stop without a second person: for an installation in which there is none. Only at the server's own
 * command line, and under a name of its own in the audit log.
 */
export async function releaseStopAlone(ctx: Ctx, { id, reason }: ReleaseStopInput): Promise<StopView> {
  permit(ctx, 'stop.release');
  if (ctx.actor.kind !== 'system') throw forbidden('only the command line of the server may do this');
  return inTransaction(ctx, async (tx, now) => {
    const row = await loadStop(tx, id);
    const { count } = await tx.stop.updateMany({
      where: { id, releasedAt: null },
      data: {
        releasedAt: now,
        releasedBy: ctx.actor.id,
        releaseReason: reason,
        releasedAlone: true,
        revision: { increment: 1 },
      },
    });
    if (count !== 1) throw conflict('already_released', 'this stop is released already');
    await writeAudit(tx, ctx, now, {
      event: 'stop.released_alone',
      subject: { kind: 'stop', id },
      details: { target: { kind: row.kind, id: row.targetId }, reason, breakGlass: true },
    });
    return toStopView(await loadStop(tx, id), now);
  });
}

type Releasable = ReturnType<typeof releasableOf>;

/** A request by somebody who is no enabled admin any more is none. */
async function asStanding(tx: Tx, stop: Releasable): Promise<Releasable> {
  if (stop.request === null || (await isAdmin(tx, stop.request.personId))) return stop;
  return { ...stop, request: null };
}

async function isAdmin(tx: Tx, userId: string | null): Promise<boolean> {
  if (userId === null) return false;
  const person = await tx.user.findFirst({
    where: { id: userId, disabledAt: null, roles: { has: 'admin' } },
    select: { id: true },
  });
  return person !== null;
}

async function loadStop(tx: Tx, id: string): Promise<StopModel> {
  const row = await tx.stop.findUnique({ where: { id } });
  if (row === null) throw notFound('stop', id);
  return row;
}

async function lostTo(tx: Tx, id: string): Promise<Error> {
  const { releasedAt } = await loadStop(tx, id);
  if (releasedAt === null) return changedMeanwhile('stop', id);
  return conflict('already_released', 'this stop is released already');
}
