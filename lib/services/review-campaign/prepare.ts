import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { ReviewCampaignModel } from '@/lib/db/generated/models';
import { freshId } from '@/lib/db/new-id';
import type { Ctx } from '../context';
import { loadReviewed, type Reviewed } from '../review-item/evidence';
import { loadTierRules } from '../tier/rules';
import { databaseNow, inTransaction } from '../transaction';
import { type Candidate, candidatesAfter, readyToLook } from './candidates';
import { tellOfCampaigns } from './outbox';
import { assigner, loadReviewPeople } from './people';
import type { CampaignCause, CampaignTerms } from './terms';

/** One portion is one transaction: what was made stays made when an instance dies. */
const PORTION = 500;
/** So many small campaigns share a portion. */
const MOST_CAMPAIGNS = 25;
const BEGINNING = '';

/**
 * Makes items of campaigns that have none yet, one portion of them, each with its evidence as it is at this instant.
 * Answers whether there was anything to do. Whoever comes next goes on where this one stopped.
 */
export async function prepareSome(ctx: Ctx): Promise<boolean> {
  return inTransaction(ctx, async (tx, now) => {
    const held = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM review_campaigns WHERE state = 'preparing'
       ORDER BY opened_at, id LIMIT ${MOST_CAMPAIGNS} FOR NO KEY UPDATE SKIP LOCKED`;
    if (held.length === 0) return false;
    const campaigns = await tx.reviewCampaign.findMany({
      where: { id: { in: held.map(({ id }) => id) } },
      orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    });
    const found: { campaign: ReviewCampaignModel; candidates: Candidate[] }[] = [];
    let left = PORTION;
    for (const campaign of campaigns) {
      if (left === 0) break;
      const candidates = await candidatesOf(tx, campaign, now, left);
      found.push({ campaign, candidates });
      left -= candidates.length;
    }
    await makeItems(tx, found);
    const [cut] = left === 0 ? found.slice(-1) : [];
    // The portion has ended within it, or exactly at its end: the next look tells.
    if (cut !== undefined) {
      await tx.reviewCampaign.update({
        where: { id: cut.campaign.id },
        data: { preparedTo: cut.candidates.at(-1)?.key ?? cut.campaign.preparedTo },
      });
    }
    await makeReady(
      tx,
      now,
      found.filter((one) => one !== cut).map(({ campaign }) => campaign.id),
    );
    return true;
  });
}

async function candidatesOf(
  tx: Tx,
  campaign: ReviewCampaignModel,
  now: Date,
  most: number,
): Promise<Candidate[]> {
  const terms = campaign.terms as unknown as CampaignTerms;
  const cause = campaign.cause as unknown as CampaignCause | null;
  const look = {
    covers: terms.covers,
    cause: cause?.look ?? null,
    // What this campaign has itself begun with is not left out: all of an agent is looked at together.
    dueFor: terms.byTier && cause === null ? { scheduleId: campaign.scheduleId, besides: campaign.id } : null,
  };
  const after = campaign.preparedTo ?? BEGINNING;
  if (after === BEGINNING) await readyToLook(tx, look, now);
  return candidatesAfter(tx, look, now, after, most);
}

type Found = { campaign: ReviewCampaignModel; candidates: readonly Candidate[] };

async function makeItems(tx: Tx, found: readonly Found[]): Promise<void> {
  const subjects = new Map(found.flatMap(({ candidates }) => candidates.map((one) => [one.key, one])));
  if (subjects.size === 0) return;
  const now = await databaseNow(tx);
  const reviewed = await loadReviewed(tx, [...subjects.values()], now);
  const people = await loadReviewPeople(tx);
  const demands = await loadTierRules(tx);
  const rows = found.flatMap(({ campaign, candidates }) => {
    const assign = assigner((campaign.terms as unknown as CampaignTerms).reviewer, people, demands);
    return candidates.flatMap(({ key }) => {
      const one = reviewed.get(key);
      if (one === undefined) return [];
      const asked = assign({ ...one, key: one.agentId ?? one.id });
      return [
        {
          id: freshId('rvi', now),
          campaignId: campaign.id,
          kind: one.kind,
          subjectId: one.id,
          agentId: one.agentId,
          systemId: one.systemId,
          tier: one.tier,
          reviewerId: asked?.id ?? null,
          isFallback: asked?.isFallback ?? false,
          ...snapshotOf(one, now),
        },
      ];
    });
  });
  await tx.reviewItem.createMany({ data: rows, skipDuplicates: true });
}

/** The columns that say what was seen. */
export const snapshotOf = (one: Reviewed, now: Date) => ({
  cluster: one.cluster,
  snapshotAt: now,
  subjectRevision: one.revision,
  subject: json({ ...one.subject, title: one.title }),
  evidence: json(one.evidence),
  recommendation: one.recommendation.verb,
  recommendationRule: one.recommendation.rule,
  ...(one.recommendation.scope !== null && { recommendedScope: json(one.recommendation.scope) }),
});

const json = (value: unknown): Prisma.InputJsonObject => JSON.parse(JSON.stringify(value));

/** Campaigns of which all items are made begin; those without any are over. */
async function makeReady(tx: Tx, now: Date, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const ready = await tx.$queryRaw<{ id: string; items: number }[]>`
    WITH made AS (
      SELECT c.id, (SELECT count(*)::int FROM review_items i WHERE i.campaign_id = c.id) AS items
        FROM review_campaigns c WHERE c.id = ANY (${[...ids]}))
    UPDATE review_campaigns c
       SET state = CASE WHEN m.items = 0 THEN 'closed' ELSE 'open' END::review_campaign_state,
           prepared_to = NULL, ready_at = ${now}, items = m.items,
           closed_at = CASE WHEN m.items = 0 THEN ${now}::timestamptz END,
           close_reason = CASE WHEN m.items = 0 THEN 'There was nothing left to look at' END
      FROM made m WHERE c.id = m.id
    RETURNING c.id, m.items`;
  await tellOfCampaigns(
    tx,
    'review.opened',
    ready.filter(({ items }) => items > 0).map(({ id, items }) => ({ id, details: { items } })),
  );
}
