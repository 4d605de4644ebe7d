import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { writeAudits } from '../audit';
import type { Ctx } from '../context';
import { applyItem } from '../review-item/apply';
import { loadTierRules } from '../tier/rules';
import { inTransaction } from '../transaction';
import { tellOfCampaign } from './outbox';
import type { CampaignTerms } from './terms';

const PORTION = 500;

/**
 * Applies what is signed off in a campaign: each change in a transaction of its own, what changes nothing in
 * portions. Stops when `mayGoOn` says so; whoever comes next goes on. Then agents of which all is done are due
 * again by their tier, and a campaign in which nothing is open is closed.
 */
export async function applyItems(ctx: Ctx, campaignId: string, mayGoOn: () => boolean): Promise<void> {
  const agents = new Set<string>();
  while (mayGoOn()) {
    const kept = await applyKept(ctx, campaignId);
    for (const id of kept.agents) agents.add(id);
    if (kept.count < PORTION) break;
  }
  const rows = await ctx.prisma.reviewItem.findMany({
    where: { campaignId, state: 'signed_off' },
    orderBy: [{ tier: 'desc' }, { id: 'asc' }],
    select: { id: true, agentId: true },
  });
  for (const { id, agentId } of rows) {
    if (!mayGoOn()) break;
    if ((await applyItem(ctx, id)) && agentId !== null) agents.add(agentId);
  }
  await finish(ctx, campaignId, [...agents]);
}

/** What was kept or skipped changes nothing: many in one transaction. */
async function applyKept(ctx: Ctx, campaignId: string): Promise<{ count: number; agents: string[] }> {
  return inTransaction(ctx, async (tx, now) => {
    const rows = await tx.$queryRaw<
      {
        id: string;
        agentId: string | null;
        verb: string;
        what: string;
        stage: number;
        by: string | null;
        of: string;
        decidedBy: string | null;
      }[]
    >`
      WITH held AS (
        SELECT i.id FROM review_items i
         WHERE i.campaign_id = ${campaignId} AND i.state = 'signed_off' AND i.verb IN ('keep', 'skip')
         ORDER BY i.id LIMIT ${PORTION} FOR NO KEY UPDATE SKIP LOCKED),
      told AS (
        SELECT i.id, CASE WHEN a.state = 'retired' THEN 'gone' WHEN i.verb = 'keep' THEN 'kept' ELSE 'skipped' END AS what
          FROM review_items i JOIN held USING (id) LEFT JOIN agents a ON a.id = i.agent_id)
      UPDATE review_items i
         SET state = 'applied', applied_at = ${now}, revision = i.revision + 1,
             effect = jsonb_build_object('what', t.what, 'at', ${now.toISOString()}::text, 'revokedGrants', 0,
                                         'narrowedGrants', 0, 'note', NULL, 'to', NULL)
        FROM told t WHERE i.id = t.id
      RETURNING i.id, i.agent_id AS "agentId", i.verb::text, t.what, i.stage, i.signed_off_by_id AS by,
                i.kind || ':' || i.subject_id AS of, i.decided_by_id AS "decidedBy"`;
    if (rows.length === 0) return { count: 0, agents: [] };
    await tx.reviewVerdict.createMany({
      data: rows.map(({ id, stage, by, verb, what }) => ({
        id: freshId('rvv', now),
        itemId: id,
        campaignId,
        at: now,
        userId: by,
        stage,
        said: 'apply',
        details: { verb, what },
      })),
    });
    await writeAudits(
      tx,
      ctx,
      now,
      rows.map(({ id, of, agentId, verb, what, by, decidedBy }) => ({
        event: 'review-item.applied' as const,
        subject: { kind: 'review-item', id },
        details: {
          campaign: campaignId,
          of,
          agent: agentId,
          verb,
          decidedBy,
          signedOffBy: by,
          effect: { what },
        },
      })),
    );
    return { count: rows.length, agents: rows.flatMap(({ agentId }) => agentId ?? []) };
  });
}

async function finish(ctx: Ctx, campaignId: string, agents: readonly string[]): Promise<void> {
  await inTransaction(ctx, async (tx, now) => {
    await tx.$queryRaw`SELECT id FROM review_campaigns WHERE id = ${campaignId} FOR NO KEY UPDATE`;
    const campaign = await tx.reviewCampaign.findUniqueOrThrow({ where: { id: campaignId } });
    if ((campaign.terms as unknown as CampaignTerms).movesDue) await moveDue(tx, campaignId, agents);
    await closeDone(tx, ctx, now, campaign);
  });
}

/** Agents of which everything in the campaign is done, and not only skipped, are due again by their tier. */
async function moveDue(tx: Tx, campaignId: string, agents: readonly string[]): Promise<void> {
  if (agents.length === 0) return;
  const rules = await loadTierRules(tx);
  const days = RISK_TIERS.map((tier) => rules[tier].reviewEveryDays);
  await tx.$executeRaw`
    WITH done AS (
      SELECT i.agent_id AS id, max(i.applied_at) AS at, max(i.tier) AS tier FROM review_items i
       WHERE i.campaign_id = ${campaignId} AND i.agent_id = ANY (${[...agents]})
       GROUP BY i.agent_id
      HAVING bool_and(i.state IN ('applied', 'moot')) AND bool_or(i.state = 'applied' AND i.verb <> 'skip'))
    UPDATE agents a SET review_due_at = d.at + make_interval(days => c.days)
      FROM done d JOIN unnest(${[...RISK_TIERS]}::text[], ${days}::int[]) AS c (tier, days) ON c.tier = d.tier::text
     WHERE a.id = d.id AND a.state <> 'retired'`;
}

type Closing = { id: string; state: string };

/** Closes a campaign in which nobody has anything left to say and nothing is left to apply. */
export async function closeDone(tx: Tx, ctx: Ctx, now: Date, campaign: Closing): Promise<boolean> {
  if (campaign.state !== 'open' && campaign.state !== 'closing') return false;
  const open = await tx.reviewItem.count({
    where: { campaignId: campaign.id, state: { in: ['pending', 'decided', 'signed_off'] } },
  });
  if (open > 0) return false;
  const { count } = await tx.reviewCampaign.updateMany({
    where: { id: campaign.id, state: { in: ['open', 'closing'] } },
    data: { state: 'closed', closedAt: now, revision: { increment: 1 } },
  });
  if (count !== 1) return false;
  const counts = await tx.reviewItem.groupBy({
    by: ['verb'],
    where: { campaignId: campaign.id, state: 'applied' },
    _count: true,
  });
  const byVerb = Object.fromEntries(counts.map(({ verb, _count }) => [verb ?? 'none', _count]));
  await tellOfCampaign(tx, 'review.closed', campaign.id, { byVerb });
  await writeAudits(tx, ctx, now, [
    {
      event: 'review-campaign.closed',
      subject: { kind: 'review-campaign', id: campaign.id },
      details: { byVerb },
    },
  ]);
  return true;
}

/** When the first of these agents is due again. */
export async function nextDueOf(tx: Tx, campaignId: string): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ at: Date | null }[]>`
    SELECT min(a.review_due_at) AS at FROM agents a
     WHERE a.state <> 'retired' AND a.review_due_at > clock_timestamp()
       AND a.id IN (SELECT i.agent_id FROM review_items i WHERE i.campaign_id = ${campaignId} AND i.state = 'applied')`;
  return row?.at ?? null;
}

/** For how long a request may apply: what is left the scheduler goes on with. */
export const forSeconds = (seconds: number): (() => boolean) => {
  const until = performance.now() + seconds * 1000;
  return () => performance.now() < until;
};
