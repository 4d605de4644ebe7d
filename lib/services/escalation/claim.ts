import type { ClaimEscalationInput, EscalationView } from '@/lib/contract/escalation';
import { CLAIM_SECONDS } from '@/lib/domain/escalation';
import { secondsAfter } from '@/lib/domain/grant';
import { type Ctx, permit } from '../context';
import { forbidden } from '../errors';
import { databaseNow, inTransaction } from '../transaction';
import { loadEscalation } from './load';
import { readEscalation } from './read';

/**
 * Shows others that somebody looks at it now. It reserves nothing and takes nobody’s place: who came first
 * stays shown until they leave or their time is over. Presence is no change of state, and not audited.
 */
export async function claimEscalation(
  ctx: Ctx,
  { id, release }: ClaimEscalationInput,
): Promise<EscalationView> {
  permit(ctx, 'escalation.decide');
  const { userId } = ctx.actor;
  await inTransaction(ctx, async (tx) => {
    await loadEscalation(tx, id);
    if (userId === null) throw forbidden('people look at it: this key was made for nobody');
    const now = await databaseNow(tx);
    await tx.escalation.updateMany({
      where: {
        id,
        state: 'pending',
        OR: release
          ? [{ claimedById: userId }]
          : [
              { claimedById: null },
              { claimedById: userId },
              { claimedAt: { lte: secondsAfter(now, -CLAIM_SECONDS) } },
            ],
      },
      data: release ? { claimedById: null, claimedAt: null } : { claimedById: userId, claimedAt: now },
    });
  });
  return readEscalation(ctx, { id });
}
