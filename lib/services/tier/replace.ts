import type { ReplaceTierInput, TierView } from '@/lib/contract/tier';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, invalidInput } from '../errors';
import { inTransaction } from '../transaction';
import { loadTier } from './load';
import { toTierView } from './view';

/**
 * Replaces a tier's rules as a whole. The caller must name the revision it saw: whoever edits a matrix of
 * 24 cells must not undo what somebody else has just tightened. Decisions follow at once.
 */
export async function replaceTier(ctx: Ctx, { id, rules, reason }: ReplaceTierInput): Promise<TierView> {
  permit(ctx, 'tier.replace');
  const { ifMatch } = ctx;
  if (ifMatch === null) throw invalidInput('if-match', 'must be the ETag of the tier that was read');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadTier(tx, id);
    const { count } = await tx.tier.updateMany({
      where: { id, revision: ifMatch },
      data: { rules, updatedAt: now, updatedBy: ctx.actor.id, revision: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile('tier', id);
    await writeAudit(tx, ctx, now, {
      event: 'tier.replaced',
      subject: { kind: 'tier', id },
      details: { before: before.rules, after: rules, ...(reason !== undefined && { reason }) },
    });
    return toTierView(await loadTier(tx, id));
  });
}
