import { z } from 'zod';
import { REJUDGE_LIMITS } from '@/lib/domain/rejudge';
import {
  ON_OWNER_PROPOSED,
  REVIEW_COMMENTS,
  REVIEW_FREEDOMS,
  RISK_TIERS,
  SILENCES,
  TIER_VERDICTS,
} from '@/lib/domain/risk-tier';
import { Instant, Reason } from './common';
import { operation } from './operation';
import { OutcomeChange, OutcomeChangesOf } from './outcome-change';

const Verdict = z.enum(TIER_VERDICTS);
const MatrixRow = z.strictObject({
  public: Verdict,
  internal: Verdict,
  confidential: Verdict,
  restricted: Verdict,
});

const DAY = 24 * 3600;
const between = (min: number, max: number) => z.int().min(min).max(max);

/** What a tier forces, as a whole: no cell of the matrix may be missing. */
export const TierRulesShape = z.strictObject({
  matrix: z.strictObject({
    read: MatrixRow,
    write: MatrixRow,
    delete: MatrixRow,
    execute: MatrixRow,
    send: MatrixRow,
    admin: MatrixRow,
  }),
  maxTaskSeconds: between(60, 31 * DAY),
  maxGrantSeconds: between(60, 31 * DAY),
  approvals: between(1, 5).describe('how many different people must approve'),
  maxApprovalUses: between(1, 10_000).describe('how many uses one approval may give'),
  decideWithinSeconds: between(60, 7 * DAY).describe('when an unanswered escalation is denied'),
  maxDelegationDepth: between(0, 10),
  callsPerMinutePerTask: between(1, 100_000),
  callsPerMinutePerAgent: between(1, 1_000_000),
  breakerDenials: between(1, 100_000).describe('so many denials quarantine the agent by itself'),
  breakerWindowSeconds: between(1, DAY).describe('within so many seconds'),
  reviewEveryDays: between(1, 730),
  onReviewSilence: z.enum(SILENCES),
  reviewComment: z.enum(REVIEW_COMMENTS).describe('whether a decision of a review says why'),
  reviewOwn: z.enum(REVIEW_FREEDOMS).describe('whether somebody may review access that they answer for'),
  reviewInBulk: z.enum(REVIEW_FREEDOMS).describe('whether items that are alike may be decided together'),
  onOwnerProposed: z
    .enum(ON_OWNER_PROPOSED)
    .describe('what an agent may still do until a proposed owner has accepted it'),
});

export const TierView = z.object({
  id: z.enum(RISK_TIERS),
  rules: TierRulesShape,
  updatedAt: Instant,
  updatedBy: z.string(),
  revision: z.int(),
});
export type TierView = z.output<typeof TierView>;

export const TierIdInput = z.object({ id: z.enum(RISK_TIERS) });
export type TierIdInput = z.output<typeof TierIdInput>;

/** Other members of a tier that was read may be sent back with it; they are not looked at. */
export const ReplaceTierInput = z.object({
  id: z.enum(RISK_TIERS),
  rules: TierRulesShape,
  reason: Reason.optional(),
});
export type ReplaceTierInput = z.output<typeof ReplaceTierInput>;

export const PreviewTierInput = z.object({ id: z.enum(RISK_TIERS), rules: TierRulesShape });
export type PreviewTierInput = z.output<typeof PreviewTierInput>;

export const DecisionsPreview = z.object({
  from: Instant,
  to: Instant,
  sampledOneIn: z.int().describe('1: all were read; n: one in n, and every count is of those that were'),
  judged: z.int().describe('decisions on agents of this tier that were judged again'),
  changed: z.int(),
  changes: z.array(OutcomeChange).describe('the most frequent first'),
  byAgent: z.array(OutcomeChangesOf).describe('at most ten'),
  byTool: z.array(OutcomeChangesOf).describe('at most ten'),
  notJudged: z
    .array(z.object({ why: z.enum(REJUDGE_LIMITS), count: z.int() }))
    .describe('decisions that cannot be judged again from their record'),
  underOtherRules: z
    .int()
    .describe('decisions that the rules in force now would answer otherwise than was answered then'),
  velocity: z.enum(['unchanged', 'counted', 'not_counted']).describe('whether calls per minute were counted'),
});
export type DecisionsPreview = z.output<typeof DecisionsPreview>;

/** What a draft would do, compared with the rules in force. */
export const TierPreview = z.object({
  id: z.enum(RISK_TIERS),
  revision: z.int().describe('of the tier that it was compared with'),
  at: Instant,
  agents: z.object({
    active: z.int(),
    others: z.int().describe('drafts and quarantined ones'),
    withRunningTasks: z.int(),
    runningTasks: z.int(),
  }),
  decisions: DecisionsPreview.nullable().describe('null: they could not be read in time'),
});
export type TierPreview = z.output<typeof TierPreview>;

export const tierOperations = {
  list: operation({
    id: 'listTiers',
    method: 'GET',
    path: '/api/v1/tiers',
    summary: 'List the four tiers, lowest first',
    permission: 'tier.list',
    input: z.object({}),
    output: z.object({ items: z.array(TierView), nextCursor: z.null() }),
  }),
  read: operation({
    id: 'readTier',
    method: 'GET',
    path: '/api/v1/tiers/{id}',
    summary: 'Read a tier',
    permission: 'tier.list',
    input: TierIdInput,
    output: TierView,
  }),
  replace: operation({
    id: 'replaceTier',
    method: 'PUT',
    path: '/api/v1/tiers/{id}',
    summary: 'Replace a tier’s rules as a whole; If-Match is required',
    permission: 'tier.replace',
    input: ReplaceTierInput,
    output: TierView,
  }),
  preview: operation({
    id: 'previewTier',
    method: 'POST',
    path: '/api/v1/tiers/{id}/preview',
    summary: 'Count what a tier’s changed rules would do: to its agents, and to the decisions of 30 days',
    permission: 'tier.preview',
    input: PreviewTierInput,
    output: TierPreview,
  }),
};
