import type { ReviewCampaignView } from '@/lib/contract/review-campaign';
import type { Tx } from '@/lib/db/client';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { databaseNow, reader } from '../transaction';
import { type CampaignRow, campaignInclude, toCampaignView } from './view';

export async function readReviewCampaign(ctx: Ctx, { id }: { id: string }): Promise<ReviewCampaignView> {
  permit(ctx, 'review-campaign.list');
  const db = reader(ctx);
  return toCampaignView(db, ctx, await loadCampaignRow(db, id), await databaseNow(db));
}

export async function loadCampaignRow(tx: Tx, id: string): Promise<CampaignRow> {
  const row = await tx.reviewCampaign.findUnique({ where: { id }, include: campaignInclude });
  if (row === null) throw notFound('review campaign', id);
  return row;
}
