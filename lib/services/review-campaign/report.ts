import type { ReviewReport } from '@/lib/contract/review-campaign';
import type { Tx } from '@/lib/db/client';
import { QUICK_MS, type ReviewItemState, type ReviewVerb } from '@/lib/domain/review';
import { RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { personSelect, toPersonRef } from '../user/person';
import { loadCampaignRow } from './read';
import { isFlagged } from './velocity';
import { toCampaignSummaries } from './view';

type Item = {
  tier: RiskTier;
  state: ReviewItemState;
  verb: ReviewVerb | null;
  recommendation: ReviewVerb;
  by: string | null;
  at: Date | null;
  seenMs: number | null;
  isBulk: boolean;
  bySilence: boolean;
  effect: { what?: string; revokedGrants?: number; narrowedGrants?: number } | null;
};

/** How a campaign was decided: by whom, how fast, how much in bulk, and what came of it. */
export async function readReviewReport(ctx: Ctx, { id }: { id: string }): Promise<ReviewReport> {
  permit(ctx, 'review-campaign.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const [campaign] = await toCampaignSummaries(db, ctx, [await loadCampaignRow(db, id)], now);
  if (campaign === undefined) throw new Error('one campaign has one view');
  const items = await db.$queryRaw<Item[]>`
    SELECT tier::text, state::text, verb::text, recommendation::text, decided_by_id AS by, decided_at AS at,
           seen_ms AS "seenMs", is_bulk AS "isBulk", by_silence AS "bySilence", effect
      FROM review_items WHERE campaign_id = ${id} ORDER BY decided_at, id`;
  const decided = items.filter(({ verb }) => verb !== null);
  const byPeople = decided.filter(({ bySilence }) => !bySilence);
  const single = byPeople.filter(({ isBulk }) => !isBulk);
  const undone = await countUndone(db, id);
  const people = await db.user.findMany({
    where: { id: { in: [...new Set(byPeople.flatMap(({ by }) => by ?? []))] } },
    select: personSelect,
    orderBy: { name: 'asc' },
  });
  const share = (some: number, all: number) => (all === 0 ? 0 : some / all);
  const gaps = people.flatMap((person) => gapsOf(byPeople.filter(({ by }) => by === person.id)));
  const sum = (of: 'revokedGrants' | 'narrowedGrants') =>
    items.reduce((n, { effect }) => n + (effect?.[of] ?? 0), 0);
  return {
    campaign,
    madeAt: now,
    byVerb: countVerbs(decided),
    bySilence: decided.length - byPeople.length,
    bulkShare: share(byPeople.length - single.length, byPeople.length),
    quickShare: share(quickOf(single), single.length),
    againstRecommendation: byPeople.filter(
      ({ verb, recommendation }) => verb !== recommendation && verb !== 'skip',
    ).length,
    medianSeenMs: median(single.flatMap(({ seenMs }) => seenMs ?? [])),
    medianGapMs: median(gaps),
    itemsPerHour: perHour(byPeople),
    reviewers: [
      ...people.map((person) => {
        const own = byPeople.filter(({ by }) => by === person.id);
        const alone = own.filter(({ isBulk }) => !isBulk);
        return {
          ...paceOf(own),
          person: toPersonRef(person),
          quick: quickOf(alone),
          undone: undone.get(person.id) ?? 0,
          isFlagged: isFlagged(quickOf(alone), alone.length),
        };
      }),
      ...(decided.length === byPeople.length
        ? []
        : [
            {
              ...paceOf(decided.filter(({ bySilence }) => bySilence)),
              person: null,
              quick: 0,
              undone: 0,
              isFlagged: false,
            },
          ]),
    ],
    tiers: RISK_TIERS.flatMap((tier) => {
      const own = items.filter((item) => item.tier === tier);
      const said = own.filter(({ verb }) => verb !== null);
      if (own.length === 0) return [];
      return [
        {
          tier,
          items: own.length,
          decided: said.length,
          bulk: said.filter(({ isBulk }) => isBulk).length,
          bySilence: said.filter(({ bySilence }) => bySilence).length,
          byVerb: countVerbs(said),
          medianSeenMs: median(said.filter(({ isBulk }) => !isBulk).flatMap(({ seenMs }) => seenMs ?? [])),
        },
      ];
    }),
    states: countBy(items, ({ state }) => state),
    effects: {
      revokedGrants: sum('revokedGrants'),
      narrowedGrants: sum('narrowedGrants'),
      proposals: items.filter(({ effect }) => effect?.what === 'proposed').length,
      gone: items.filter(({ effect }) => effect?.what === 'gone').length,
    },
  };
}

async function countUndone(db: Tx, campaignId: string): Promise<Map<string, number>> {
  const rows = await db.reviewVerdict.groupBy({
    by: ['userId'],
    where: { campaignId, said: 'undo', userId: { not: null } },
    _count: true,
  });
  return new Map(rows.map(({ userId, _count }) => [userId ?? '', _count]));
}

function countBy<T, K extends string>(
  items: readonly T[],
  keyOf: (item: T) => K,
): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

const countVerbs = (items: readonly Item[]) =>
  countBy(
    items.filter((item): item is Item & { verb: ReviewVerb } => item.verb !== null),
    ({ verb }) => verb,
  );

const quickOf = (items: readonly Item[]): number =>
  items.filter(({ seenMs }) => seenMs !== null && seenMs < QUICK_MS).length;

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  return middle === undefined ? null : Math.round(middle);
}

/** Between two decisions of one person; those of one cluster are one. */
function gapsOf(items: readonly Item[]): number[] {
  const times = [...new Set(items.flatMap(({ at }) => at?.getTime() ?? []))].sort((a, b) => a - b);
  return times.slice(1).map((time, i) => time - (times[i] ?? time));
}

function perHour(items: readonly Item[]): number | null {
  const times = items.flatMap(({ at }) => at?.getTime() ?? []);
  const span = Math.max(...times) - Math.min(...times);
  return times.length < 2 || span <= 0 ? null : (times.length * 3_600_000) / span;
}

const paceOf = (own: readonly Item[]) => {
  const times = own.flatMap(({ at }) => at ?? []);
  return {
    decisions: own.length,
    bulk: own.filter(({ isBulk }) => isBulk).length,
    medianSeenMs: median(own.filter(({ isBulk }) => !isBulk).flatMap(({ seenMs }) => seenMs ?? [])),
    medianGapMs: median(gapsOf(own)),
    byVerb: countVerbs(own),
    firstAt: times[0] ?? null,
    lastAt: times.at(-1) ?? null,
  };
};
