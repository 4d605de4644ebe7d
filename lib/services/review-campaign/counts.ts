import type { Tx } from '@/lib/db/client';
import type { ReviewItemState } from '@/lib/domain/review';

export type Counts = { total: number; pending: number; decided: number; applied: number; moot: number };
export const noCounts = (): Counts => ({ total: 0, pending: 0, decided: 0, applied: 0, moot: 0 });

const COLUMN: Record<ReviewItemState, Exclude<keyof Counts, 'total'>> = {
  pending: 'pending',
  decided: 'decided',
  signed_off: 'decided',
  applied: 'applied',
  moot: 'moot',
};

export function addTo(counts: Counts, state: ReviewItemState, count: number): void {
  counts.total += count;
  counts[COLUMN[state]] += count;
}

/** How far campaigns are: all of their items, and those for which somebody is asked. */
export async function countItems(
  tx: Tx,
  campaignIds: readonly string[],
  userId: string | null,
): Promise<(campaignId: string) => { items: Counts; mine: Counts }> {
  const rows = await tx.$queryRaw<
    { campaign: string; state: ReviewItemState; count: number; mine: number }[]
  >`
    SELECT campaign_id AS campaign, state::text, count(*)::int AS count,
           count(*) FILTER (WHERE reviewer_id = ${userId})::int AS mine
      FROM review_items WHERE campaign_id = ANY (${[...campaignIds]}) GROUP BY campaign_id, state`;
  const byCampaign = new Map<string, { items: Counts; mine: Counts }>();
  for (const { campaign, state, count, mine } of rows) {
    const own = byCampaign.get(campaign) ?? { items: noCounts(), mine: noCounts() };
    byCampaign.set(campaign, own);
    addTo(own.items, state, count);
    addTo(own.mine, state, mine);
  }
  return (id) => byCampaign.get(id) ?? { items: noCounts(), mine: noCounts() };
}
