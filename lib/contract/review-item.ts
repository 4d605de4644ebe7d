import { z } from 'zod';
import { ACTIVATIONS } from '@/lib/domain/entitlement';
import { FINDING_KINDS } from '@/lib/domain/finding';
import {
  RECOMMENDATION_RULES,
  REVIEW_ITEM_KINDS,
  REVIEW_ITEM_STATES,
  REVIEW_VERBS,
} from '@/lib/domain/review';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { TOOL_STATES } from '@/lib/domain/tool';
import { Email, Id, Instant, ListOf, Page, PageQuery, PersonRef, Reason, Slug, Text } from './common';
import { operation } from './operation';
import { ActionClassName, ScopeShape, SensitivityName } from './scope';

const Count = z.int();

/** One tool within reach, and what was asked of it in the window. */
export const ReviewedTool = z.object({
  tool: z.string(),
  actionClass: ActionClassName,
  sensitivity: SensitivityName,
  used: z.boolean().describe('by this very entitlement, within the window'),
  allows: Count,
  denials: Count,
  escalations: Count,
  lastUsedAt: Instant.nullable(),
});
export type ReviewedTool = z.output<typeof ReviewedTool>;

/** What a reviewer needs to know, as it was at `snapshotAt`, or is now where the item says `changed`. */
export const ReviewEvidence = z.object({
  from: Instant.describe('the beginning of the window: the cadence of the tier'),
  to: Instant,
  calls: z
    .object({ allows: Count, denials: Count, escalations: Count })
    .describe('of the agent within this reach'),
  lastUsedAt: Instant.nullable(),
  reach: z.object({
    tools: Count,
    used: Count,
    highestSensitivity: SensitivityName.nullable(),
    changing: Count.describe('tools that do more than read'),
    wouldGo: Count.describe('tools that nothing else of the agent reaches: gone with a revoke'),
    wouldGoOnNarrow: Count.describe('of these, gone with the recommended narrowing'),
  }),
  tools: z.array(ReviewedTool).describe('at most 25: used ones first, then the gravest'),
  moreTools: Count,
  peers: z.object({
    count: Count.describe('other agents that hold the same access'),
    agents: z.array(z.object({ id: z.string(), name: z.string() })).describe('at most five'),
    using: Count.describe('of these, who used it within 90 days'),
  }),
  previous: z
    .object({
      verb: z.enum(REVIEW_VERBS),
      at: Instant,
      by: z.string().nullable().describe('null: silence'),
      comment: z.string().nullable(),
      campaign: z.string(),
    })
    .nullable(),
  findings: z.array(z.enum(FINDING_KINDS)),
  decisions: z.array(z.string()).describe('at most three decisions that stand for what was counted'),
});
export type ReviewEvidence = z.output<typeof ReviewEvidence>;

/** What is looked at, in the form of its kind. */
export const ReviewSubjectView = z.object({
  entitlement: z
    .object({
      id: z.string(),
      scope: ScopeShape,
      activation: z.enum(ACTIVATIONS),
      maxTtlSeconds: Count,
      endsAt: Instant,
      reason: z.string(),
      createdBy: z.string(),
      createdAt: Instant,
    })
    .nullable(),
  ownership: z
    .object({
      owner: PersonRef,
      backupOwner: PersonRef.nullable(),
      proposedOwner: PersonRef.nullable(),
      isOwned: z.boolean(),
      entitlements: Count.describe('live ones of the agent'),
      purpose: z.string(),
    })
    .nullable(),
  tool: z
    .object({
      id: z.string(),
      state: z.enum(TOOL_STATES),
      isChanged: z.boolean(),
      actionClass: ActionClassName,
      sensitivity: SensitivityName,
      returnsUntrusted: z.boolean(),
      agents: Count.describe('that may call it'),
      digest: z.string(),
    })
    .nullable(),
});
export type ReviewSubjectView = z.output<typeof ReviewSubjectView>;

/** What came of a decision when it was applied. */
export const ReviewEffect = z.object({
  what: z
    .enum(['kept', 'narrowed', 'revoked', 'proposed', 'quarantined', 'blocked', 'skipped', 'gone'])
    .describe('gone: there was nothing left to apply it to'),
  at: Instant,
  revokedGrants: Count,
  narrowedGrants: Count,
  note: z.string().nullable(),
  handOver: z
    .object({ to: PersonRef, state: z.enum(['waiting', 'accepted', 'declined', 'withdrawn']) })
    .nullable(),
  nextDenial: z
    .object({ decision: z.string(), at: Instant, tool: z.string() })
    .nullable()
    .describe('the first call denied afterwards for what was taken: the effect, observed'),
});
export type ReviewEffect = z.output<typeof ReviewEffect>;

export const ReviewItemSummary = z.object({
  id: z.string(),
  campaign: z.string(),
  campaignName: z.string(),
  kind: z.enum(REVIEW_ITEM_KINDS),
  subjectId: z.string(),
  title: z.string().describe('`invoice-bot · crm: contacts.*`'),
  agent: z.object({ id: z.string(), name: z.string() }).nullable(),
  system: z.string().nullable(),
  tier: z.enum(RISK_TIERS),
  state: z.enum(REVIEW_ITEM_STATES),
  stage: Count,
  stages: Count,
  reviewer: PersonRef.nullable().describe('null: nobody was found'),
  isFallback: z.boolean(),
  endsAt: Instant,
  cluster: z.string().nullable().describe('equal for items that may be decided together'),
  recommendation: z.enum(REVIEW_VERBS),
  recommendationRule: z.enum(RECOMMENDATION_RULES),
  recommendationSays: z.string().describe('the rule in a sentence'),
  lastUsedAt: Instant.nullable(),
  toolsUsed: Count,
  toolsGranted: Count,
  decision: z
    .object({
      verb: z.enum(REVIEW_VERBS),
      comment: z.string().nullable(),
      by: z.object({ id: z.string(), name: z.string() }).nullable().describe('null: silence'),
      at: Instant,
      seenMs: Count.nullable(),
      isBulk: z.boolean(),
      bySilence: z.boolean(),
    })
    .nullable(),
  commentRequired: z.boolean(),
  refusal: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .describe('why you may not decide it; null: you may'),
  revision: z.int(),
});
export type ReviewItemSummary = z.output<typeof ReviewItemSummary>;

export const ReviewItemView = ReviewItemSummary.extend({
  subject: ReviewSubjectView,
  snapshotAt: Instant,
  subjectRevision: z.int().describe('send it with a decision: it is about this state of the access'),
  changed: z
    .object({ says: z.string(), at: Instant.describe('when it was looked at anew') })
    .nullable()
    .describe('the access is no longer what the snapshot saw: subject and evidence are of now'),
  evidence: ReviewEvidence,
  recommendedScope: ScopeShape.nullable(),
  decidedScope: ScopeShape.nullable(),
  decidedOwner: PersonRef.nullable(),
  proposed: z
    .object({
      verb: z.enum(REVIEW_VERBS),
      comment: z.string().nullable(),
      by: z.object({ id: z.string(), name: z.string() }).nullable(),
      at: Instant,
    })
    .nullable()
    .describe('what the first stage said'),
  verbs: z.array(z.enum(REVIEW_VERBS)).describe('that are possible for its kind'),
  signedOff: z
    .object({ by: z.object({ id: z.string(), name: z.string() }).nullable(), at: Instant })
    .nullable(),
  effect: ReviewEffect.nullable(),
});
export type ReviewItemView = z.output<typeof ReviewItemView>;

export const ListReviewItemsInput = PageQuery.extend({
  campaign: Id.optional(),
  queue: z.enum(['mine', 'all']).default('all').describe('mine: I was asked, and the campaign is open'),
  reviewer: Id.optional().describe('the id of a person, or left out'),
  state: ListOf(z.enum(REVIEW_ITEM_STATES)).optional(),
  kind: ListOf(z.enum(REVIEW_ITEM_KINDS)).optional(),
  tier: ListOf(z.enum(RISK_TIERS)).optional(),
  recommendation: ListOf(z.enum(REVIEW_VERBS)).optional(),
  verb: ListOf(z.enum(REVIEW_VERBS)).optional(),
  cluster: Text(64).optional(),
  agent: Slug.optional(),
  q: Text(200).optional().describe('in agent, subject and system'),
});
export type ListReviewItemsInput = z.output<typeof ListReviewItemsInput>;

const Deciding = {
  id: Id,
  subjectRevision: z
    .int()
    .min(0)
    .describe('of the item as it was read: another state of the access is refused'),
  seenMs: z
    .int()
    .min(0)
    .max(24 * 3_600_000)
    .describe('for how long its evidence was on the screen'),
  comment: Reason.optional(),
};
export const KeepItemInput = z.object(Deciding);
export type KeepItemInput = z.output<typeof KeepItemInput>;
export const NarrowItemInput = z.object({
  ...Deciding,
  scope: ScopeShape.optional().describe('left out: to what was used'),
});
export type NarrowItemInput = z.output<typeof NarrowItemInput>;
export const RevokeItemInput = z.object(Deciding);
export type RevokeItemInput = z.output<typeof RevokeItemInput>;
export const HandOverItemInput = z.object({ ...Deciding, owner: Email });
export type HandOverItemInput = z.output<typeof HandOverItemInput>;
const { comment: _comment, ...Skipping } = Deciding;
export const SkipItemInput = z.object({ ...Skipping, reason: Reason });
export type SkipItemInput = z.output<typeof SkipItemInput>;
export const UndoItemInput = z.object({ id: Id });
export type UndoItemInput = z.output<typeof UndoItemInput>;

const verb = <I extends z.ZodType>(name: string, summary: string, input: I) =>
  operation({
    id: `${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}ReviewItem`,
    method: 'POST',
    path: `/api/v1/review-items/{id}/${name}`,
    summary: `${summary}; staged until sign-off`,
    permission: 'review-item.decide',
    input,
    output: ReviewItemView,
  });

export const reviewItemOperations = {
  list: operation({
    id: 'listReviewItems',
    method: 'GET',
    path: '/api/v1/review-items',
    summary: 'List review items: the gravest tier first, then by agent',
    permission: 'review-item.list',
    input: ListReviewItemsInput,
    output: Page(ReviewItemSummary),
  }),
  read: operation({
    id: 'readReviewItem',
    method: 'GET',
    path: '/api/v1/review-items/{id}',
    summary: 'Read a review item with its evidence, of now where the access has changed',
    permission: 'review-item.list',
    input: z.object({ id: Id }),
    output: ReviewItemView,
  }),
  keep: verb('keep', 'Keep the access as it is', KeepItemInput),
  narrow: verb('narrow', 'Narrow an entitlement, to what was used or by hand', NarrowItemInput),
  revoke: verb(
    'revoke',
    'Take the access away: an entitlement is revoked, an agent quarantined, a tool blocked',
    RevokeItemInput,
  ),
  handOver: verb('hand-over', 'Ask somebody else to answer for the agent', HandOverItemInput),
  skip: verb('skip', 'Decide nothing, and say why', SkipItemInput),
  undo: operation({
    id: 'undoReviewItem',
    method: 'POST',
    path: '/api/v1/review-items/{id}/undo',
    summary: 'Take back what was decided of an item and is not signed off',
    permission: 'review-item.decide',
    input: UndoItemInput,
    output: ReviewItemView,
  }),
};
