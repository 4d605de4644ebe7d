import { z } from 'zod';
import {
  RECOMMENDATION_RULES,
  REVIEW_CAMPAIGN_STATES,
  REVIEW_EVENTS,
  REVIEW_ITEM_KINDS,
  REVIEW_ITEM_STATES,
  REVIEW_VERBS,
  SCHEDULE_SILENCES,
} from '@/lib/domain/review';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { Email, Id, Instant, ListOf, Page, PageQuery, PersonRef, Reason, Text } from './common';
import { operation } from './operation';
import { ReviewCovers, ReviewReviewer, SlotTime } from './review-schedule';

const Count = z.int();
const Counts = z.object({ total: Count, pending: Count, decided: Count, applied: Count, moot: Count });

export const ReviewCampaignSummary = z.object({
  id: z.string(),
  name: z.string(),
  schedule: z.string(),
  scheduleName: z.string(),
  slot: Instant,
  cause: z
    .object({ event: z.enum(REVIEW_EVENTS), subject: z.string(), says: z.string(), at: Instant })
    .nullable()
    .describe('what set it off; null: the calendar'),
  state: z.enum(REVIEW_CAMPAIGN_STATES),
  stages: Count,
  openedAt: Instant,
  endsAt: Instant,
  graceEndsAt: Instant.describe('when silence speaks'),
  isOverdue: z.boolean(),
  closedAt: Instant.nullable(),
  items: Counts.describe('decided: staged or signed off; applied: with what was skipped'),
  mine: Counts.describe('of these, those for which you are asked'),
  revision: z.int(),
});
export type ReviewCampaignSummary = z.output<typeof ReviewCampaignSummary>;

export const ReviewCampaignView = ReviewCampaignSummary.extend({
  timeZone: z.string(),
  slotTime: SlotTime,
  covers: ReviewCovers,
  reviewer: ReviewReviewer,
  secondReviewer: ReviewReviewer.nullable(),
  onSilence: z.enum(SCHEDULE_SILENCES),
  remindersAt: z.array(Instant).describe('those to come'),
  remindedAt: z.array(Instant),
  silence: z
    .object({ keep: Count, narrow: Count, revoke: Count })
    .describe('what silence would do to what is pending now'),
  closedBy: z.string().nullable(),
  closeReason: z.string().nullable(),
});
export type ReviewCampaignView = z.output<typeof ReviewCampaignView>;

/** Progress for charts. */
export const ReviewProgress = z.object({
  now: Instant,
  total: Count,
  burnUp: z
    .array(z.object({ at: Instant, decided: Count, signedOff: Count }))
    .describe('cumulative, at most 60 points, from the opening to now'),
  byReviewer: z.array(
    z.object({
      reviewer: PersonRef.nullable(),
      counts: Counts,
      lastAt: Instant.nullable(),
      medianSeenMs: Count.nullable(),
      quick: Count.describe('decisions in less than five seconds of evidence'),
      bulk: Count,
      isFlagged: z.boolean().describe('more than half of ten or more single decisions were quick'),
    }),
  ),
  byTier: z.array(z.object({ tier: z.enum(RISK_TIERS), counts: Counts })),
  byVerb: z.partialRecord(z.enum(REVIEW_VERBS), Count),
});
export type ReviewProgress = z.output<typeof ReviewProgress>;

/** Items that may be decided in one go, because they are alike and of a low or moderate tier. */
export const ReviewCluster = z.object({
  cluster: z.string(),
  title: z.string(),
  kind: z.enum(REVIEW_ITEM_KINDS),
  tier: z.enum(RISK_TIERS),
  recommendation: z.enum(REVIEW_VERBS),
  recommendationRule: z.enum(RECOMMENDATION_RULES),
  recommendationSays: z.string(),
  items: Count.describe('pending ones'),
  agents: z.array(z.string()).describe('names, at most five'),
  first: z.string().describe('an item of it, for its evidence'),
});
export type ReviewCluster = z.output<typeof ReviewCluster>;

export const ReviewClustersInput = z.object({ id: Id, queue: z.enum(['mine', 'all']).default('mine') });
export type ReviewClustersInput = z.output<typeof ReviewClustersInput>;

export const DecideClusterInput = z.object({
  id: Id,
  cluster: Text(64),
  verb: z.enum(['keep', 'narrow', 'revoke']),
  items: z.int().min(1).max(1000).describe('how many were seen: another number is refused'),
  seenMs: z
    .int()
    .min(0)
    .max(24 * 3_600_000),
  comment: Reason.optional(),
  queue: z.enum(['mine', 'all']).default('mine'),
});
export type DecideClusterInput = z.output<typeof DecideClusterInput>;

export const ListReviewCampaignsInput = PageQuery.extend({
  state: ListOf(z.enum(REVIEW_CAMPAIGN_STATES)).optional(),
  schedule: Id.optional(),
  queue: z.enum(['mine', 'all']).default('all').describe('mine: I have items in it'),
  overdue: z.enum(['true', 'false']).optional(),
  q: Text(200).optional(),
});
export type ListReviewCampaignsInput = z.output<typeof ListReviewCampaignsInput>;

export const SignOffInput = z.object({ id: Id });
export type SignOffInput = z.output<typeof SignOffInput>;

export const SignOffView = z.object({
  campaign: z.string(),
  state: z.enum(REVIEW_CAMPAIGN_STATES),
  signedOff: Count.describe('what you had decided'),
  handedOn: Count.describe('of these, to the second stage'),
  applied: z
    .array(
      z.object({
        item: z.string(),
        title: z.string(),
        verb: z.enum(REVIEW_VERBS),
        says: z.string().describe('`revoked 14:02:11; 2 live grants ended`'),
        at: Instant,
      }),
    )
    .describe('what changed something, at most 500'),
  kept: Count,
  skipped: Count,
  gone: Count,
  waiting: Count.describe('signed off and not applied yet: the scheduler goes on with it'),
  stillYours: Count.describe('for which you are asked and have not decided'),
  nextDueAt: Instant.nullable().describe('when the first of these agents is due again'),
});
export type SignOffView = z.output<typeof SignOffView>;

export const CloseCampaignInput = z.object({
  id: Id,
  reason: Reason,
  pending: z
    .enum(['leave', 'silence'])
    .default('leave')
    .describe('what becomes of what nobody has decided: nothing, or what silence says'),
});
export type CloseCampaignInput = z.output<typeof CloseCampaignInput>;

export const RemindCampaignInput = z.object({
  id: Id,
  reviewer: Id.optional().describe('only this person; left out: everybody with pending items'),
});
export type RemindCampaignInput = z.output<typeof RemindCampaignInput>;

export const ReassignCampaignInput = z.object({
  id: Id,
  from: Email.nullable().describe('null: what nobody is asked for'),
  to: Email,
  items: z.array(Id).min(1).max(1000).optional().describe('only these'),
  reason: Reason,
});
export type ReassignCampaignInput = z.output<typeof ReassignCampaignInput>;

export const ReviewReport = z.object({
  campaign: ReviewCampaignSummary,
  madeAt: Instant,
  byVerb: z.partialRecord(z.enum(REVIEW_VERBS), Count),
  bySilence: Count,
  bulkShare: z.number().describe('of the decisions that people made'),
  quickShare: z.number().describe('of the single decisions that people made: under five seconds of evidence'),
  againstRecommendation: Count,
  medianSeenMs: Count.nullable(),
  medianGapMs: Count.nullable().describe('between two decisions of one person'),
  itemsPerHour: z.number().nullable().describe('over the time in which somebody decided'),
  reviewers: z.array(
    z.object({
      person: PersonRef.nullable().describe('null: silence'),
      decisions: Count,
      bulk: Count,
      quick: Count,
      undone: Count,
      medianSeenMs: Count.nullable(),
      medianGapMs: Count.nullable(),
      byVerb: z.partialRecord(z.enum(REVIEW_VERBS), Count),
      isFlagged: z.boolean(),
      firstAt: Instant.nullable(),
      lastAt: Instant.nullable(),
    }),
  ),
  tiers: z.array(
    z.object({
      tier: z.enum(RISK_TIERS),
      items: Count,
      decided: Count,
      bulk: Count,
      bySilence: Count,
      byVerb: z.partialRecord(z.enum(REVIEW_VERBS), Count),
      medianSeenMs: Count.nullable(),
    }),
  ),
  states: z.partialRecord(z.enum(REVIEW_ITEM_STATES), Count),
  effects: z.object({ revokedGrants: Count, narrowedGrants: Count, proposals: Count, gone: Count }),
});
export type ReviewReport = z.output<typeof ReviewReport>;

const ById = z.object({ id: Id });

export const reviewCampaignOperations = {
  list: operation({
    id: 'listReviewCampaigns',
    method: 'GET',
    path: '/api/v1/review-campaigns',
    summary: 'List review campaigns, the newest first',
    permission: 'review-campaign.list',
    input: ListReviewCampaignsInput,
    output: Page(ReviewCampaignSummary),
  }),
  read: operation({
    id: 'readReviewCampaign',
    method: 'GET',
    path: '/api/v1/review-campaigns/{id}',
    summary: 'Read a review campaign',
    permission: 'review-campaign.list',
    input: ById,
    output: ReviewCampaignView,
  }),
  progress: operation({
    id: 'readReviewProgress',
    method: 'GET',
    path: '/api/v1/review-campaigns/{id}/progress',
    summary: 'How far a campaign is, by reviewer and by risk, against its deadline',
    permission: 'review-campaign.list',
    input: ById,
    output: ReviewProgress,
  }),
  clusters: operation({
    id: 'listReviewClusters',
    method: 'GET',
    path: '/api/v1/review-campaigns/{id}/clusters',
    summary: 'What may be decided in one go: two or more alike, of a low or moderate tier',
    permission: 'review-item.list',
    input: ReviewClustersInput,
    output: z.object({ items: z.array(ReviewCluster) }),
  }),
  decideCluster: operation({
    id: 'decideReviewCluster',
    method: 'POST',
    path: '/api/v1/review-campaigns/{id}/decide-cluster',
    summary: 'Decide a whole cluster, marked as bulk; staged until sign-off',
    permission: 'review-item.decide',
    input: DecideClusterInput,
    output: z.object({ decided: Count, refused: Count.describe('whose access had changed: one by one') }),
  }),
  signOff: operation({
    id: 'signOffReviewCampaign',
    method: 'POST',
    path: '/api/v1/review-campaigns/{id}/sign-off',
    summary: 'Sign off what you have decided: it takes effect before this is answered',
    permission: 'review-campaign.sign-off',
    input: SignOffInput,
    output: SignOffView,
  }),
  receipt: operation({
    id: 'readReviewSignOff',
    method: 'GET',
    path: '/api/v1/review-campaigns/{id}/sign-off',
    summary: 'Read what came of your last sign-off in a campaign, as it stands now',
    permission: 'review-campaign.list',
    input: SignOffInput,
    output: z.object({ receipt: SignOffView.nullable().describe('null: you have signed nothing off here') }),
  }),
  close: operation({
    id: 'closeReviewCampaign',
    method: 'POST',
    path: '/api/v1/review-campaigns/{id}/close',
    summary: 'End a campaign before its time',
    permission: 'review-campaign.close',
    input: CloseCampaignInput,
    output: ReviewCampaignView,
  }),
  remind: operation({
    id: 'remindReviewCampaign',
    method: 'POST',
    path: '/api/v1/review-campaigns/{id}/remind',
    summary: 'Remind those who have not decided',
    permission: 'review-campaign.remind',
    input: RemindCampaignInput,
    output: z.object({ reminded: z.array(PersonRef) }),
  }),
  reassign: operation({
    id: 'reassignReviewCampaign',
    method: 'POST',
    path: '/api/v1/review-campaigns/{id}/reassign',
    summary: 'Ask somebody else for what one was asked and has not signed off',
    permission: 'review-campaign.reassign',
    input: ReassignCampaignInput,
    output: z.object({ reassigned: Count, refused: Count.describe('would be their own access') }),
  }),
  report: operation({
    id: 'readReviewReport',
    method: 'GET',
    path: '/api/v1/review-campaigns/{id}/report',
    summary: 'How a campaign was decided: seen times, velocity, bulk, by reviewer and risk',
    permission: 'review-campaign.list',
    input: ById,
    output: ReviewReport,
  }),
  evidence: operation({
    id: 'exportReviewEvidence',
    method: 'GET',
    path: '/api/v1/review-campaigns/{id}/evidence.zip',
    summary: 'The signed evidence of a campaign; `cordon verify` checks it offline',
    permission: 'review-campaign.export',
    input: ById,
    output: z.string(),
    mediaType: 'application/zip',
  }),
};
