import type { ReviewCluster, ReviewClustersInput } from '@/lib/contract/review-campaign';
import { Prisma } from '@/lib/db/generated/client';
import type { RecommendationRule, ReviewItemKind, ReviewVerb } from '@/lib/domain/review';
import { RECOMMENDATION_SAYS } from '@/lib/domain/review-recommendation';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { loadCampaign } from './load';

type Row = {
  cluster: string;
  kind: ReviewItemKind;
  tier: RiskTier;
  recommendation: ReviewVerb;
  rule: RecommendationRule;
  items: number;
  agents: string[];
  first: string;
  system: string | null;
  what: string;
};

const MOST = 200;

/** Pending items that are alike, of a low or moderate tier: the largest clusters first. */
export async function listReviewClusters(
  ctx: Ctx,
  { id, queue }: ReviewClustersInput,
): Promise<{ items: ReviewCluster[] }> {
  permit(ctx, 'review-item.list');
  const db = reader(ctx);
  await loadCampaign(db, id);
  const mine = queue === 'mine' ? Prisma.sql`AND i.reviewer_id = ${ctx.actor.userId ?? ''}` : Prisma.empty;
  const rows = await db.$queryRaw<Row[]>`
    SELECT i.cluster, i.kind::text, i.tier::text, i.recommendation::text, i.recommendation_rule AS rule,
           count(*)::int AS items, (array_agg(DISTINCT coalesce(a.name, i.subject_id)))[1:5] AS agents,
           min(i.id) AS first, min(i.system_id) AS system,
           min(coalesce(i.subject -> 'entitlement' -> 'scope' ->> 'tools', '')) AS what
      FROM review_items i LEFT JOIN agents a ON a.id = i.agent_id
     WHERE i.campaign_id = ${id} AND i.state = 'pending' AND i.cluster IS NOT NULL ${mine}
     GROUP BY i.cluster, i.kind, i.tier, i.recommendation, i.recommendation_rule
    HAVING count(*) > 1
     ORDER BY count(*) DESC, i.cluster LIMIT ${MOST}`;
  return {
    items: rows.map(({ rule, system, what, ...row }) => ({
      ...row,
      title: titleOf(row.kind, system, what, row.agents),
      recommendationRule: rule,
      recommendationSays: RECOMMENDATION_SAYS[rule],
    })),
  };
}

function titleOf(
  kind: ReviewItemKind,
  system: string | null,
  what: string,
  agents: readonly string[],
): string {
  if (kind === 'ownership')
    return `Who answers for ${agents[0] ?? 'them'}${agents.length > 1 ? ' and others' : ''}`;
  if (kind === 'tool') return `Tools of ${system ?? ''}`;
  const tools = (JSON.parse(what || '[]') as string[]).slice(0, 3).join(', ');
  return `${system ?? ''}: ${tools}`;
}
