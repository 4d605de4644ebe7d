import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { NotificationKind } from '@/lib/domain/notification';

type Kind = Extract<NotificationKind, `review.${string}`>;

/** Has something told to those whom it concerns, when this transaction stands. */
export const tellOfCampaign = (
  tx: Tx,
  kind: Kind,
  id: string,
  details: Prisma.InputJsonObject = {},
): Promise<void> => tellOfCampaigns(tx, kind, [{ id, details }]);

export async function tellOfCampaigns(
  tx: Tx,
  kind: Kind,
  campaigns: readonly { id: string; details: Prisma.InputJsonObject }[],
): Promise<void> {
  if (campaigns.length === 0) return;
  await tx.outboxEvent.createMany({
    data: campaigns.map(({ id, details }) => ({
      kind,
      subjectKind: 'review-campaign',
      subjectId: id,
      details,
    })),
  });
}
