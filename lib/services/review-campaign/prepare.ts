import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { ReviewCampaignModel } from '@/lib/db/generated/models';
import { freshId } from '@/lib/db/new-id';
import type { Ctx } from '../context';
import { loadReviewed, type Reviewed } from '../review-item/evidence';
import { databaseNow, inTransaction } from '../transaction';
import { candidatesAfter, readyToLook } from './candidates';
import { tellOfCampaign } from './outbox';
import { assigner, loadReviewPeople } from './people';
import type { CampaignCause, CampaignTerms } from './terms';

/** One portion is one transaction: what was made stays made when an instance dies. */
const PORTION = 500;
const BEGINNING = '';

/**
 * Makes the items of one campaign that has none yet, one portion of them, each with its evidence as it is at this
 * instant. Answers whether there was anything to do. Whoever comes next goes on where this one stopped.
 */
export async function prepareOne(ctx: Ctx): Promise<boolean> {
  return inTransaction(ctx, async (tx, now) => {
    const [held] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM review_campaigns WHERE state = 'preparing'
       ORDER BY opened_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`;
    if (held === undefined) return false;
    const campaign = await tx.reviewCampaign.findUniqueOrThrow({ where: { id: held.id } });
    const terms = campaign.terms as unknown as CampaignTerms;
    const cause = campaign.cause as unknown as CampaignCause | null;
    const look = {
      covers: terms.covers,
      cause: cause?.look ?? null,
      // What this campaign has itself begun with is not left out: all of an agent is looked at together.
      dueFor:
        terms.byTier && cause === null ? { scheduleId: campaign.scheduleId, besides: campaign.id } : null,
    };
    const after = campaign.preparedTo ?? BEGINNING;
    if (after === BEGINNING) await readyToLook(tx, look, now);
    const found = await candidatesAfter(tx, look, now, after, PORTION);
    await makeItems(tx, campaign, terms, found);
    if (found.length === PORTION) {
      await tx.reviewCampaign.update({
        where: { id: campaign.id },
        data: { preparedTo: found.at(-1)?.key ?? null },
      });
    } else await makeReady(tx, campaign, now);
    return true;
  });
}

async function makeItems(
  tx: Tx,
  campaign: ReviewCampaignModel,
  terms: CampaignTerms,
  found: Awaited<ReturnType<typeof candidatesAfter>>,
): Promise<void> {
  if (found.length === 0) return;
  const now = await databaseNow(tx);
  const reviewed = await loadReviewed(tx, found, now);
  const assign = assigner(terms.reviewer, await loadReviewPeople(tx));
  await tx.reviewItem.createMany({
    data: [...reviewed.values()].map((one) => {
      const asked = assign({ ...one, key: one.agentId ?? one.id });
      return {
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
      };
    }),
    skipDuplicates: true,
  });
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

async function makeReady(tx: Tx, campaign: ReviewCampaignModel, now: Date): Promise<void> {
  const items = await tx.reviewItem.count({ where: { campaignId: campaign.id } });
  const isOver = items === 0;
  await tx.reviewCampaign.update({
    where: { id: campaign.id },
    data: {
      state: isOver ? 'closed' : 'open',
      preparedTo: null,
      readyAt: now,
      items,
      ...(isOver && { closedAt: now, closeReason: 'There was nothing left to look at' }),
    },
  });
  if (!isOver) await tellOfCampaign(tx, 'review.opened', campaign.id, { items });
}
