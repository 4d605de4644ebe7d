import type { SignOffInput, SignOffView } from '@/lib/contract/review-campaign';
import type { Tx } from '@/lib/db/client';
import type { ReviewCampaignModel } from '@/lib/db/generated/models';
import { freshId } from '@/lib/db/new-id';
import type { ReviewVerb } from '@/lib/domain/review';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { forbidden } from '../errors';
import { UNDECIDED } from '../review-item/undo';
import { loadAround } from '../review-item/view';
import { databaseNow, inTransaction, reader } from '../transaction';
import { applyItems, forSeconds } from './apply-items';
import { holdCampaign, loadCampaign } from './load';
import { tellOfCampaign } from './outbox';
import { assigner, loadReviewPeople } from './people';
import { viewSignOff } from './read-sign-off';
import type { CampaignTerms } from './terms';

const MOST_SECONDS = 25;

/**
 * Signs off what the caller has decided in a campaign, and applies it: when this is answered, what was taken away
 * is denied. What could not be applied in time, or before an instance died, the scheduler applies; it is signed.
 * To sign twice changes nothing. INVARIANT (next-decision)
 */
export async function signOffCampaign(ctx: Ctx, { id }: SignOffInput): Promise<SignOffView> {
  permit(ctx, 'review-campaign.sign-off');
  const { userId } = ctx.actor;
  await loadCampaign(reader(ctx), id);
  if (userId === null) throw forbidden('people review, each in their own name');
  const since = await databaseNow(reader(ctx));
  const signed = await inTransaction(ctx, async (tx, now) => {
    const campaign = await holdCampaign(tx, ctx, id, ['open', 'closing', 'closed']);
    if (campaign.state !== 'open') return { signedOff: 0, handedOn: 0 };
    const around = await loadAround(tx, ctx, []);
    if (around.people.get(userId)?.isEnabled !== true) throw forbidden('this account is disabled');
    return signIn(tx, ctx, now, campaign, userId);
  });
  await applyItems(ctx, id, forSeconds(MOST_SECONDS));
  return viewSignOff(ctx, id, userId, { ...signed, which: { appliedAt: { gte: since } } });
}

async function signIn(tx: Tx, ctx: Ctx, now: Date, campaign: ReviewCampaignModel, userId: string) {
  const terms = campaign.terms as unknown as CampaignTerms;
  const mine = { campaignId: campaign.id, state: 'decided' as const, decidedById: userId };
  const rows = await tx.reviewItem.findMany({
    where: mine,
    select: {
      id: true,
      verb: true,
      stage: true,
      tier: true,
      comment: true,
      decidedAt: true,
      agentId: true,
      scope: true,
      subjectId: true,
    },
    orderBy: { id: 'asc' },
  });
  if (rows.length === 0) return { signedOff: 0, handedOn: 0 };
  const last = terms.secondReviewer === null ? rows : rows.filter(({ stage }) => stage === 2);
  const first = terms.secondReviewer === null ? [] : rows.filter(({ stage }) => stage === 1);
  if (last.length > 0) {
    await tx.reviewItem.updateMany({
      where: { ...mine, id: { in: last.map((row) => row.id) } },
      data: { state: 'signed_off', signedOffById: userId, signedOffAt: now, revision: { increment: 1 } },
    });
  }
  if (first.length > 0 && terms.secondReviewer !== null) {
    await handOn(tx, ctx, campaign.id, terms.secondReviewer, first, userId);
  }
  await tx.reviewVerdict.createMany({
    data: rows.map((row) => ({
      id: freshId('rvv', now),
      itemId: row.id,
      campaignId: campaign.id,
      at: now,
      userId,
      stage: row.stage,
      said: 'sign_off',
      details: { verb: row.verb },
    })),
  });
  const byVerb: Record<string, number> = {};
  for (const { verb } of rows) byVerb[verb ?? ''] = (byVerb[verb ?? ''] ?? 0) + 1;
  await writeAudit(tx, ctx, now, {
    event: 'review-campaign.signed_off',
    subject: { kind: 'review-campaign', id: campaign.id },
    details: { items: rows.length, byVerb, handedOn: first.length },
  });
  return { signedOff: rows.length, handedOn: first.length };
}

type First = {
  id: string;
  verb: ReviewVerb | null;
  comment: string | null;
  decidedAt: Date | null;
  agentId: string | null;
  subjectId: string;
  tier: 'low' | 'moderate' | 'high' | 'critical';
};

/** What the first stage said becomes a proposal to the second, which decides. */
async function handOn(
  tx: Tx,
  ctx: Ctx,
  campaignId: string,
  second: NonNullable<CampaignTerms['secondReviewer']>,
  rows: readonly First[],
  userId: string,
): Promise<void> {
  const people = await loadReviewPeople(tx);
  const around = await loadAround(tx, ctx, rows);
  const assign = assigner(second, people, around.demands);
  const agents = await tx.agent.findMany({
    where: { id: { in: rows.flatMap(({ agentId }) => agentId ?? []) } },
    select: { id: true, ownerId: true, backupOwnerId: true },
  });
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  const by = { id: userId, name: ctx.actor.name };
  const askedBefore = await tx.reviewItem.groupBy({
    by: ['reviewerId'],
    where: { campaignId, stage: 2, state: { in: ['pending', 'decided'] } },
  });
  const knows = new Set(askedBefore.map(({ reviewerId }) => reviewerId));
  const asks = new Set<string>();
  for (const row of rows) {
    const agent = byId.get(row.agentId ?? '');
    const asked = assign({
      key: row.agentId ?? row.subjectId,
      tier: row.tier,
      ownerId: agent?.ownerId ?? null,
      backupOwnerId: agent?.backupOwnerId ?? null,
      ownIds: around.agentOf(row.agentId)?.ownIds ?? [],
    });
    if (asked !== null && !knows.has(asked.id)) asks.add(asked.id);
    const proposed = { verb: row.verb, comment: row.comment, by, at: row.decidedAt?.toISOString() };
    await tx.reviewItem.update({
      where: { id: row.id },
      data: {
        ...UNDECIDED,
        stage: 2,
        proposed,
        reviewerId: asked?.id ?? null,
        isFallback: asked?.isFallback ?? false,
        revision: { increment: 1 },
      },
    });
  }
  // Once each: what the first stage hands on later is found in the same place.
  if (asks.size > 0) await tellOfCampaign(tx, 'review.reassigned', campaignId, { to: [...asks].sort() });
}
