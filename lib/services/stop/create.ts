import type { CreateStopInput, StopView } from '@/lib/contract/stop';
import { freshId } from '@/lib/db/new-id';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, isUniqueViolation } from '../errors';
import { writeOutbox } from '../outbox';
import { inTransaction } from '../transaction';
import { revokeSystemTokens } from './count';
import { resolveTarget } from './target';
import { toStopView } from './view';

/**
 * Stops a target: from the moment this has returned, no decision that starts allows what it covers. A
 * target can be stopped once at a time; one that does not exist is refused, so that a typing error does
 * not look like a stop. Grants and tasks are kept for a release; tokens that were given out for systems do not
 * come back to life.
 */
export async function createStop(ctx: Ctx, { target, reason }: CreateStopInput): Promise<StopView> {
  permit(ctx, 'stop.create');
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const resolved = await resolveTarget(tx, target, 'target.id');
      const row = await tx.stop.create({
        data: {
          id: freshId('stp', now),
          kind: target.kind,
          targetId: resolved.id,
          reason,
          createdBy: ctx.actor.id,
          createdAt: now,
        },
      });
      const tokensRevoked = await revokeSystemTokens(tx, resolved, now);
      await writeAudit(tx, ctx, now, {
        event: 'stop.created',
        subject: { kind: 'stop', id: row.id },
        details: { target: resolved, reason, tokensRevoked },
      });
      if (target.kind === 'everything') await writeOutbox(tx, 'stop.created', { kind: 'stop', id: row.id });
      return toStopView(row, now);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('already_stopped', 'this target is stopped already');
    throw error;
  }
}
