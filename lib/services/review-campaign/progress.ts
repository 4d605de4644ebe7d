import type { ReviewProgress } from '@/lib/contract/review-campaign';
import type { Tx } from '@/lib/db/client';
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
  const burnUp = toBurnUp(await countSteps(db, id, campaign.openedAt, end), campaign.openedAt, end);
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

type Step = { step: number; decided: number; signedOff: number };

/** How many were decided and signed off in each part of the time, in one look at the items. */
const countSteps = (db: Tx, id: string, from: Date, to: Date): Promise<Step[]> => db.$queryRaw<Step[]>`
  SELECT s.step, sum(s.decided)::int AS decided, sum(s.signed)::int AS "signedOff" FROM (
    SELECT width_bucket(extract(epoch FROM decided_at)::float8, extract(epoch FROM ${from}::timestamptz)::float8,
                        extract(epoch FROM ${to}::timestamptz)::float8 + 0.001, ${POINTS - 1}::int) AS step, 1 AS decided, 0 AS signed
      FROM review_items WHERE campaign_id = ${id} AND decided_at IS NOT NULL
    UNION ALL
    SELECT width_bucket(extract(epoch FROM signed_off_at)::float8, extract(epoch FROM ${from}::timestamptz)::float8,
                        extract(epoch FROM ${to}::timestamptz)::float8 + 0.001, ${POINTS - 1}::int), 0, 1
      FROM review_items WHERE campaign_id = ${id} AND signed_off_at IS NOT NULL) s
   GROUP BY s.step ORDER BY s.step`;

/** The sums at the beginning and at the end of each part. */
function toBurnUp(steps: readonly Step[], from: Date, to: Date): ReviewProgress['burnUp'] {
  const span = to.getTime() - from.getTime();
  let decided = 0;
  let signedOff = 0;
  return Array.from({ length: POINTS }, (_, point) => {
    for (const step of steps) {
      const at = Math.min(Math.max(step.step, 0), POINTS - 1);
      if (at !== point) continue;
      decided += step.decided;
      signedOff += step.signedOff;
    }
    return { at: new Date(from.getTime() + (span * point) / (POINTS - 1)), decided, signedOff };
  });
}
