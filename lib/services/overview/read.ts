import { AGE_BANDS, type OverviewInput, type OverviewView } from '@/lib/contract/overview';
import type { Tx } from '@/lib/db/client';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { type Ctx, permit } from '../context';
import { completeShare, noCounts, tallyAllDecisions, toOutcomeBuckets, totalOf } from '../decision/tally';
import { databaseNow, reader } from '../transaction';
import { loadNeeds } from './needs';

const MINUTE_MS = 60_000;
const RANGES = {
  '1h': { buckets: 60, bucketMs: MINUTE_MS },
  '24h': { buckets: 96, bucketMs: 15 * MINUTE_MS },
  '7d': { buckets: 84, bucketMs: 120 * MINUTE_MS },
} as const;

/** What is going on and what needs somebody. Buckets begin at round times; the last one is still open. */
export async function readOverview(ctx: Ctx, { range }: OverviewInput): Promise<OverviewView> {
  permit(ctx, 'overview.read');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const { buckets: length, bucketMs } = RANGES[range];
  const endMs = Math.floor(now.getTime() / bucketMs + 1) * bucketMs;
  const buckets = { from: new Date(endMs - length * bucketMs), to: new Date(endMs), bucketMs };
  const tally = await tallyAllDecisions(ctx.prisma, buckets, now);
  const totals = noCounts();
  for (const counts of tally) {
    for (const [outcome, n] of Object.entries(counts)) totals[outcome as keyof typeof totals] += n;
  }
  const [needsYou, counts, enforcementPoints, entitlementAges] = await Promise.all([
    loadNeeds(db, ctx.actor, now),
    loadCounts(db, now),
    loadEnforcementPoints(db, now),
    loadEntitlementAges(db, now),
  ]);
  return {
    now,
    range,
    from: buckets.from,
    bucketSeconds: bucketMs / 1000,
    buckets: toOutcomeBuckets(buckets, tally),
    totals,
    decisions: totalOf(totals),
    complete: completeShare(totals),
    needsYou,
    counts,
    enforcementPoints,
    entitlementAges,
  };
}

async function loadCounts(db: Tx, now: Date): Promise<OverviewView['counts']> {
  const [row] = await db.$queryRaw<OverviewView['counts'][]>`
    SELECT (SELECT count(*)::int FROM agents WHERE state <> 'retired') AS agents,
           (SELECT count(*)::int FROM tasks WHERE state = 'running' AND ends_at > ${now}) AS "tasksRunning",
           (SELECT count(*)::int FROM grants g JOIN entitlements e ON e.id = g.entitlement_id
                                 LEFT JOIN grant_uses u ON u.grant_id = g.id
             WHERE g.revoked_at IS NULL AND g.ends_at > ${now} AND e.revoked_at IS NULL AND e.ends_at > ${now}
               AND (g.uses IS NULL OR coalesce(u.spent, 0) < g.uses)) AS "grantsLive",
           (SELECT count(*)::int FROM entitlements
             WHERE revoked_at IS NULL AND starts_at <= ${now} AND ends_at > ${now}) AS "entitlementsLive"`;
  return row ?? { agents: 0, tasksRunning: 0, grantsLive: 0, entitlementsLive: 0 };
}

const MOST_POINTS = 200;

async function loadEnforcementPoints(db: Tx, now: Date): Promise<OverviewView['enforcementPoints']> {
  const keys = await db.apiKey.findMany({
    where: {
      roles: { has: 'pep' },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    orderBy: { id: 'desc' },
    take: MOST_POINTS,
    select: {
      id: true,
      name: true,
      systemIds: true,
      agentIds: true,
      expiresAt: true,
      use: { select: { lastUsedAt: true } },
    },
  });
  return keys.map((key) => ({
    id: key.id,
    name: key.name,
    systems: key.systemIds,
    agents: key.agentIds,
    lastUsedAt: key.use?.lastUsedAt ?? null,
    expiresAt: key.expiresAt,
  }));
}

type Age = (typeof AGE_BANDS)[number];
type AgeRow = { tier: RiskTier } & Record<Age, number>;

/** How old the live entitlements are, by what people set as the agent's tier. They are many: each is touched once. */
async function loadEntitlementAges(db: Tx, now: Date): Promise<OverviewView['entitlementAges']> {
  const rows = await db.$queryRaw<AgeRow[]>`
    SELECT a.risk_tier::text AS tier, sum(e.d1)::int AS under_1d, sum(e.d7 - e.d1)::int AS under_7d,
           sum(e.d30 - e.d7)::int AS under_30d, sum(e.d90 - e.d30)::int AS under_90d, sum(e.n - e.d90)::int AS older
      FROM (SELECT agent_id, count(*) AS n,
                   count(*) FILTER (WHERE created_at > ${now}::timestamptz - interval '1 day') AS d1,
                   count(*) FILTER (WHERE created_at > ${now}::timestamptz - interval '7 days') AS d7,
                   count(*) FILTER (WHERE created_at > ${now}::timestamptz - interval '30 days') AS d30,
                   count(*) FILTER (WHERE created_at > ${now}::timestamptz - interval '90 days') AS d90
              FROM entitlements WHERE revoked_at IS NULL AND ends_at > ${now}
             GROUP BY agent_id) e
      JOIN agents a ON a.id = e.agent_id
     WHERE a.state <> 'retired'
     GROUP BY a.risk_tier`;
  return AGE_BANDS.map((age) => {
    const own = rows.filter((row) => row[age] > 0);
    return {
      age,
      count: own.reduce((sum, row) => sum + row[age], 0),
      byTier: Object.fromEntries(own.map((row) => [row.tier, row[age]])),
    };
  });
}
