import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';

/** Has something told to those whom it concerns, when this transaction stands. */
export async function tellOfCampaign(
  tx: Tx,
  kind: 'review.opened' | 'review.reminder' | 'review.overdue' | 'review.closed',
  campaignId: string,
  details: Prisma.InputJsonObject = {},
): Promise<void> {
  await tx.outboxEvent.create({
    data: { kind, subjectKind: 'review-campaign', subjectId: campaignId, details },
  });
}
