import type { ListReviewCampaignsInput, ReviewCampaignSummary } from '@/lib/contract/review-campaign';
import type { ReviewCampaignWhereInput } from '@/lib/db/generated/models/ReviewCampaign';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { campaignInclude, toCampaignSummaries } from './view';

/** Review campaigns, the newest first. */
export async function listReviewCampaigns(
  ctx: Ctx,
  input: ListReviewCampaignsInput,
): Promise<{ items: ReviewCampaignSummary[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'review-campaign.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const where = whereOf(ctx, input, now);
  const [before] = fromCursor(input.cursor, 1) ?? [];
  const rows = await db.reviewCampaign.findMany({
    where: { AND: [...where, ...(before === undefined ? [] : [{ id: { lt: before } }])] },
    orderBy: { id: 'desc' },
    take: input.limit + 1,
    include: campaignInclude,
  });
  const views = await toCampaignSummaries(db, ctx, rows, now);
  const page = toPage(
    views,
    input.limit,
    (view) => [view.id],
    (view) => view,
  );
  return input.count === 'true'
    ? { ...page, total: await db.reviewCampaign.count({ where: { AND: where } }) }
    : page;
}

function whereOf(
  ctx: Ctx,
  { state, schedule, queue, overdue, q }: ListReviewCampaignsInput,
  now: Date,
): ReviewCampaignWhereInput[] {
  const isOverdue = { state: 'open' as const, endsAt: { lte: now } };
  return [
    ...(state === undefined ? [] : [{ state: { in: state } }]),
    ...(schedule === undefined ? [] : [{ scheduleId: schedule }]),
    ...(queue === 'mine' ? [{ ownItems: { some: { reviewerId: ctx.actor.userId ?? '' } } }] : []),
    ...(overdue === undefined ? [] : [overdue === 'true' ? isOverdue : { NOT: isOverdue }]),
    ...(q === undefined ? [] : [{ name: { contains: q, mode: 'insensitive' as const } }]),
  ];
}
