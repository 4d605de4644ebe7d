import type { ReviewItemView, UndoItemInput } from '@/lib/contract/review-item';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { freshId } from '@/lib/db/new-id';
import { moveRefusal } from '@/lib/domain/refusal';
import { REVIEW_ITEM_MOVES } from '@/lib/domain/review';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, refused } from '../errors';
import { databaseNow, inTransaction } from '../transaction';
import { holdItem } from './decide';
import { viewItem } from './read';

/** The columns of an item of which nothing is decided. */
export const UNDECIDED = {
  state: 'pending',
  verb: null,
  comment: null,
  scope: Prisma.DbNull,
  ownerId: null,
  seenMs: null,
  isBulk: false,
  decidedById: null,
  decidedAt: null,
} as const;

/** Takes back what was decided of an item. That it was stays in its history. */
export async function undoItem(ctx: Ctx, { id }: UndoItemInput): Promise<ReviewItemView> {
  permit(ctx, 'review-item.decide');
  return inTransaction(ctx, async (tx) => {
    const row = await holdItem(tx, ctx, id);
    const now = await databaseNow(tx);
    const refusal = moveRefusal(REVIEW_ITEM_MOVES, 'undo', row.state, 'the item');
    if (refusal !== null) throw refused(refusal);
    await undoIn(tx, ctx, now, row, null);
    return viewItem(tx, ctx, id, now);
  });
}

type Decided = { id: string; campaignId: string; stage: number; revision: number; verb: string | null };

/** The same in a transaction that is open. */
export async function undoIn(tx: Tx, ctx: Ctx, now: Date, row: Decided, why: string | null): Promise<void> {
  const { count } = await tx.reviewItem.updateMany({
    where: { id: row.id, revision: row.revision, state: 'decided' },
    data: { ...UNDECIDED, revision: { increment: 1 } },
  });
  if (count !== 1) throw changedMeanwhile('review item', row.id);
  await tx.reviewVerdict.create({
    data: {
      id: freshId('rvv', now),
      itemId: row.id,
      campaignId: row.campaignId,
      at: now,
      userId: ctx.actor.userId,
      stage: row.stage,
      said: 'undo',
      details: { verb: row.verb, why },
    },
  });
  await writeAudit(tx, ctx, now, {
    event: 'review-item.undone',
    subject: { kind: 'review-item', id: row.id },
    details: { campaign: row.campaignId, verb: row.verb, why },
  });
}
