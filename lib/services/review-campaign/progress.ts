import type { ReviewProgress } from '@/lib/contract/review-campaign';
import { QUICK_MS, type ReviewItemState, type ReviewVerb } from '@/lib/domain/review';
import { RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { personSelect, toPersonRef } from '../user/person';
import { addTo, noCounts } from './counts';
import { loadCampaign } from './load';
import { isFlagged } from './velocity';

const POINTS = 60;

type Row = {
  reviewer: string | null;
  tier: RiskTier;
  state: ReviewItemState;
  verb: ReviewVerb | null;
  count: number;
  lastAt: Date | null;
};
type Pace = { by: string; median: number | null; quick: number; bulk: number; single: number };

/** How far a campaign is: over time against its end, by who was asked, and by risk. */
export async function readReviewProgress(ctx: Ctx, { id }: { id: string }): Promise<ReviewProgress> {
  permit(ctx, 'review-campaign.list');
  const db = reader(ctx);
  const campaign = await loadCampaign(db, id);
  const now = await databaseNow(db);
  const rows = await db.$queryRaw<Row[]>`
    SELECT reviewer_id AS reviewer, tier::text, state::text, verb::text, count(*)::int AS count, max(decided_at) AS "lastAt"
      FROM review_items WHERE campaign_id = ${id} GROUP BY reviewer_id, tier, state, verb`;
  const paces = await db.$queryRaw<Pace[]>`
    SELECT decided_by_id AS by, count(*) FILTER (WHERE is_bulk)::int AS bulk, count(*) FILTER (WHERE NOT is_bulk)::int AS single,
           count(*) FILTER (WHERE NOT is_bulk AND seen_ms < ${QUICK_MS})::int AS quick,
           (percentile_cont(0.5) WITHIN GROUP (ORDER BY seen_ms) FILTER (WHERE NOT is_bulk))::float8 AS median
      FROM review_items WHERE campaign_id = ${id} AND decided_by_id IS NOT NULL GROUP BY decided_by_id`;
  const end = campaign.closedAt ?? now;
  const burnUp = await db.$queryRaw<{ at: Date; decided: number; signedOff: number }[]>`
    SELECT p.at, (SELECT count(*)::int FROM review_items i WHERE i.campaign_id = ${id} AND i.decided_at <= p.at) AS decided,
           (SELECT count(*)::int FROM review_items i WHERE i.campaign_id = ${id} AND i.signed_off_at <= p.at) AS "signedOff"
      FROM (SELECT ${campaign.openedAt}::timestamptz + (${end}::timestamptz - ${campaign.openedAt}::timestamptz) * n / ${POINTS - 1}::float8 AS at
              FROM generate_series(0, ${POINTS - 1}::int) n) p ORDER BY p.at`;
  const people = await db.user.findMany({
    where: { id: { in: rows.flatMap(({ reviewer }) => reviewer ?? []) } },
    select: personSelect,
  });
  const refs = new Map(people.map((person) => [person.id, toPersonRef(person)]));
  const paceOf = new Map(paces.map((pace) => [pace.by, pace]));
  const byReviewer = [...new Set(rows.map(({ reviewer }) => reviewer))].map((reviewer) => {
    const own = rows.filter((row) => row.reviewer === reviewer);
    const counts = noCounts();
    for (const { state, count } of own) addTo(counts, state, count);
    const pace = paceOf.get(reviewer ?? '');
    const at = own.flatMap(({ lastAt }) => lastAt ?? []).sort((a, b) => b.getTime() - a.getTime());
    return {
      reviewer: refs.get(reviewer ?? '') ?? null,
      counts,
      lastAt: at[0] ?? null,
      medianSeenMs: pace?.median == null ? null : Math.round(pace.median),
      quick: pace?.quick ?? 0,
      bulk: pace?.bulk ?? 0,
      isFlagged: isFlagged(pace?.quick ?? 0, pace?.single ?? 0),
    };
  });
  const byTier = RISK_TIERS.flatMap((tier) => {
    const counts = noCounts();
    for (const row of rows) if (row.tier === tier) addTo(counts, row.state, row.count);
    return counts.total === 0 ? [] : [{ tier, counts }];
  });
  const byVerb: Partial<Record<ReviewVerb, number>> = {};
  for (const { verb, count } of rows) if (verb !== null) byVerb[verb] = (byVerb[verb] ?? 0) + count;
  return {
    now,
    total: rows.reduce((sum, { count }) => sum + count, 0),
    burnUp,
    byReviewer: byReviewer.sort((a, b) => b.counts.pending - a.counts.pending),
    byTier,
    byVerb,
  };
}
