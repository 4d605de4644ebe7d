import type { ListReviewItemsInput, ReviewItemSummary } from '@/lib/contract/review-item';
import type { ReviewItemWhereInput } from '@/lib/db/generated/models/ReviewItem';
import { RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { itemInclude, loadAround, toItemSummary } from './view';

/** Review items: the gravest tier first, then those of one agent together. */
export async function listReviewItems(
  ctx: Ctx,
  input: ListReviewItemsInput,
): Promise<{ items: ReviewItemSummary[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'review-item.list');
  const db = reader(ctx);
  const where = whereOf(ctx, input);
  const rows = await db.reviewItem.findMany({
    where: { AND: [...where, ...after(input.cursor)] },
    orderBy: [{ tier: 'desc' }, { agentId: { sort: 'asc', nulls: 'last' } }, { id: 'asc' }],
    take: input.limit + 1,
    include: itemInclude,
  });
  const around = await loadAround(db, ctx, rows);
  const page = toPage(
    rows,
    input.limit,
    (row) => [row.tier, row.agentId ?? '', row.id],
    (row) => toItemSummary(row, around),
  );
  return input.count === 'true'
    ? { ...page, total: await db.reviewItem.count({ where: { AND: where } }) }
    : page;
}

function after(cursor: string | undefined): ReviewItemWhereInput[] {
  const [tier, agent, id] = fromCursor(cursor, 3) ?? [];
  if (tier === undefined || agent === undefined || id === undefined) return [];
  const lower = RISK_TIERS.slice(0, Math.max(0, RISK_TIERS.indexOf(tier as RiskTier)));
  const same = { tier: tier as RiskTier };
  if (agent === '') return [{ OR: [{ tier: { in: lower } }, { ...same, agentId: null, id: { gt: id } }] }];
  return [
    {
      OR: [
        { tier: { in: lower } },
        { ...same, agentId: { gt: agent } },
        { ...same, agentId: null },
        { ...same, agentId: agent, id: { gt: id } },
      ],
    },
  ];
}

function whereOf(
  ctx: Ctx,
  {
    campaign,
    queue,
    reviewer,
    state,
    kind,
    tier,
    recommendation,
    verb,
    cluster,
    agent,
    q,
  }: ListReviewItemsInput,
): ReviewItemWhereInput[] {
  const all: ReviewItemWhereInput[] = [];
  if (campaign !== undefined) all.push({ campaignId: campaign });
  if (queue === 'mine') all.push({ reviewerId: ctx.actor.userId ?? '', campaign: { state: 'open' } });
  if (reviewer !== undefined) all.push({ reviewerId: reviewer });
  if (state !== undefined) all.push({ state: { in: state } });
  if (kind !== undefined) all.push({ kind: { in: kind } });
  if (tier !== undefined) all.push({ tier: { in: tier } });
  if (recommendation !== undefined) all.push({ recommendation: { in: recommendation } });
  if (verb !== undefined) all.push({ verb: { in: verb } });
  if (cluster !== undefined) all.push({ cluster });
  if (agent !== undefined) all.push({ agentId: agent });
  if (q !== undefined) {
    const contains = { contains: q, mode: 'insensitive' as const };
    all.push({
      OR: [
        { id: q },
        { agentId: contains },
        { subjectId: contains },
        { systemId: contains },
        { subject: { path: ['title'], string_contains: q, mode: 'insensitive' } },
      ],
    });
  }
  return all;
}
