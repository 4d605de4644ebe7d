import type { ReviewEffect, ReviewItemSummary, ReviewItemView } from '@/lib/contract/review-item';
import { ReviewEvidence, ReviewSubjectView } from '@/lib/contract/review-item';
import { ScopeShape } from '@/lib/contract/scope';
import type { Tx } from '@/lib/db/client';
import type { ReviewItemGetPayload } from '@/lib/db/generated/models/ReviewItem';
import {
  type DemandsOfTier,
  itemRefusal,
  type RecommendationRule,
  type ReviewVerb,
  VERBS_OF_KIND,
} from '@/lib/domain/review';
import { RECOMMENDATION_SAYS } from '@/lib/domain/review-recommendation';
import { isOwn, type ReviewPerson } from '@/lib/domain/reviewer';
import type { Role } from '@/lib/domain/role';
import type { Ctx } from '../context';
import { loadReviewPeople } from '../review-campaign/people';
import type { CampaignTerms } from '../review-campaign/terms';
import { loadTierRules } from '../tier/rules';
import { personSelect, toPersonRef } from '../user/person';

const nameSelect = { id: true, name: true } as const;
export const itemInclude = {
  campaign: {
    select: {
      id: true,
      name: true,
      state: true,
      endsAt: true,
      graceEndsAt: true,
      terms: true,
      openedAt: true,
    },
  },
  reviewer: { select: personSelect },
  owner: { select: personSelect },
  decidedBy: { select: nameSelect },
  signedOffBy: { select: nameSelect },
} as const;
export type ItemRow = ReviewItemGetPayload<{ include: typeof itemInclude }>;

/** What stands around items: their agents as they are now, and who asks. */
export type Around = {
  agentOf: (id: string | null) => AroundAgent | null;
  people: ReadonlyMap<string, ReviewPerson>;
  ctx: Ctx;
  /** The roles of the one who asks, of this moment. */
  roles: readonly Role[];
  /** What each tier asks of a review now. */
  demands: DemandsOfTier;
};
type AroundAgent = { id: string; name: string; ownIds: string[]; state: string };

export async function loadAround(
  tx: Tx,
  ctx: Ctx,
  rows: readonly { agentId: string | null }[],
): Promise<Around> {
  const ids = [...new Set(rows.flatMap(({ agentId }) => agentId ?? []))];
  const agents = await tx.agent.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, state: true, ownerId: true, backupOwnerId: true, proposedOwnerId: true },
  });
  const byId = new Map(
    agents.map(({ id, name, state, ownerId, backupOwnerId, proposedOwnerId }) => [
      id,
      { id, name, state, ownIds: [ownerId, backupOwnerId, proposedOwnerId].filter((one) => one !== null) },
    ]),
  );
  const people = await loadReviewPeople(tx);
  const person = ctx.actor.userId === null ? undefined : people.get(ctx.actor.userId);
  // A key may have fewer roles than the person for whom it was made, and never more.
  const roles = person === undefined ? [] : ctx.actor.roles.filter((role) => person.roles.includes(role));
  return {
    agentOf: (id) => (id === null ? null : (byId.get(id) ?? null)),
    people,
    ctx,
    roles,
    demands: await loadTierRules(tx),
  };
}

/** Why the one who asks may not decide an item; null when they may. */
export function whyNot(row: ItemRow, { agentOf, people, ctx, roles, demands }: Around) {
  const { userId } = ctx.actor;
  if (userId === null) return { code: 'needs_person', message: 'people review, each in their own name' };
  if (people.get(userId)?.isEnabled !== true)
    return { code: 'disabled', message: 'this account is disabled' };
  if (!roles.some((role) => role === 'admin' || role === 'approver' || role === 'reviewer')) {
    return { code: 'role', message: 'deciding needs the role reviewer, approver or admin' };
  }
  const first = (row.proposed as unknown as Proposed | null)?.by?.id;
  if (row.stage === 2 && first !== undefined && isOwn(userId, [first], people)) {
    return { code: 'same_person', message: 'the second stage is for somebody else than the first' };
  }
  return itemRefusal(
    { state: row.state, tier: row.tier, campaign: row.campaign.state },
    {
      isAdmin: roles.includes('admin'),
      isReviewer: roles.includes('reviewer'),
      isAsked: row.reviewerId === userId,
      isOwn: isOwn(userId, agentOf(row.agentId)?.ownIds ?? [], people),
    },
    demands[row.tier],
  );
}

export function toItemSummary(row: ItemRow, around: Around): ReviewItemSummary {
  const evidence = row.evidence as { lastUsedAt: string | null; reach: { tools: number; used: number } };
  const terms = row.campaign.terms as unknown as CampaignTerms;
  const rule = row.recommendationRule as RecommendationRule;
  const agent = around.agentOf(row.agentId);
  return {
    id: row.id,
    campaign: row.campaignId,
    campaignName: row.campaign.name,
    kind: row.kind,
    subjectId: row.subjectId,
    title: (row.subject as { title?: string }).title ?? row.subjectId,
    agent: row.agentId === null ? null : { id: row.agentId, name: agent?.name ?? row.agentId },
    system: row.systemId,
    tier: row.tier,
    state: row.state,
    stage: row.stage,
    stages: terms.secondReviewer === null ? 1 : 2,
    reviewer: row.reviewer === null ? null : toPersonRef(row.reviewer),
    isFallback: row.isFallback,
    endsAt: row.campaign.endsAt,
    cluster: row.cluster,
    recommendation: row.recommendation,
    recommendationRule: rule,
    recommendationSays: RECOMMENDATION_SAYS[rule],
    lastUsedAt: evidence.lastUsedAt === null ? null : new Date(evidence.lastUsedAt),
    toolsUsed: evidence.reach.used,
    toolsGranted: evidence.reach.tools,
    decision:
      row.verb === null || row.decidedAt === null
        ? null
        : {
            verb: row.verb,
            comment: row.comment,
            by: row.decidedBy,
            at: row.decidedAt,
            seenMs: row.seenMs,
            isBulk: row.isBulk,
            bySilence: row.bySilence,
          },
    commentRequired: around.demands[row.tier].reviewComment === 'required',
    refusal: whyNot(row, around),
    revision: row.revision,
  };
}

type Proposed = {
  verb: ReviewVerb;
  comment: string | null;
  by: { id: string; name: string } | null;
  at: string;
};

export function toItemView(
  row: ItemRow,
  around: Around,
  now: { changed: ReviewItemView['changed']; effect: ReviewEffect | null },
): ReviewItemView {
  const proposed = row.proposed as unknown as Proposed | null;
  return {
    ...toItemSummary(row, around),
    subject: ReviewSubjectView.parse(row.subject),
    snapshotAt: row.snapshotAt,
    subjectRevision: row.subjectRevision,
    changed: now.changed,
    evidence: ReviewEvidence.parse(row.evidence),
    recommendedScope: row.recommendedScope === null ? null : ScopeShape.parse(row.recommendedScope),
    decidedScope: row.scope === null ? null : ScopeShape.parse(row.scope),
    decidedOwner: row.owner === null ? null : toPersonRef(row.owner),
    proposed: proposed === null ? null : { ...proposed, at: new Date(proposed.at) },
    verbs: [...VERBS_OF_KIND[row.kind]],
    signedOff: row.signedOffAt === null ? null : { by: row.signedOffBy, at: row.signedOffAt },
    effect: now.effect,
  };
}
