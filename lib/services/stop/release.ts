import type { ReleaseStopInput, StopView } from '@/lib/contract/stop';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, notFound } from '../errors';
import { inTransaction } from '../transaction';
import { toStopView } from './view';

/** Releases a stop. What was stopped may be allowed again from the next decision on. */
export async function releaseStop(ctx: Ctx, { id, reason }: ReleaseStopInput): Promise<StopView> {
  permit(ctx, 'stop.release');
  return inTransaction(ctx, async (tx, now) => {
    const before = await tx.stop.findUnique({ where: { id } });
    if (before === null) throw notFound('stop', id);
    const { count } = await tx.stop.updateMany({
      where: { id, releasedAt: null },
      data: { releasedAt: now, releasedBy: ctx.actor.id, releaseReason: reason, revision: { increment: 1 } },
    });
    if (count !== 1) throw conflict('already_released', 'this stop is released already');
    await writeAudit(tx, ctx, now, {
      event: 'stop.released',
      subject: { kind: 'stop', id },
      details: { target: { kind: before.kind, id: before.targetId }, reason },
    });
    return toStopView(await tx.stop.findUniqueOrThrow({ where: { id } }));
  });
}
