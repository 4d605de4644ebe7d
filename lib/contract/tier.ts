import { z } from 'zod';
import { ON_OWNER_PROPOSED, RISK_TIERS, SILENCES, TIER_VERDICTS } from '@/lib/domain/risk-tier';
import { Instant } from './common';
import { operation } from './operation';

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
  decideWithinSeconds: between(60, 7 * DAY).describe('when an unanswered escalation is denied'),
  maxDelegationDepth: between(0, 10),
  callsPerMinutePerTask: between(1, 100_000),
  callsPerMinutePerAgent: between(1, 1_000_000),
  breakerDenials: between(1, 100_000).describe('so many denials quarantine the agent by itself'),
  breakerWindowSeconds: between(1, DAY).describe('within so many seconds'),
  reviewEveryDays: between(1, 730),
  onReviewSilence: z.enum(SILENCES),
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
export const ReplaceTierInput = z.object({ id: z.enum(RISK_TIERS), rules: TierRulesShape });
export type ReplaceTierInput = z.output<typeof ReplaceTierInput>;

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
};
