import { ACTION_CLASSES, type ActionClass } from './action-class';
import { SENSITIVITIES, type Sensitivity } from './sensitivity';

export const RISK_TIERS = ['low', 'moderate', 'high', 'critical'] as const;
export type RiskTier = (typeof RISK_TIERS)[number];

const RANK: Record<RiskTier, number> = { low: 0, moderate: 1, high: 2, critical: 3 };
export const higherTier = (a: RiskTier, b: RiskTier): RiskTier => (RANK[a] >= RANK[b] ? a : b);

export const TIER_VERDICTS = ['allow', 'escalate', 'deny'] as const;
export type TierVerdict = (typeof TIER_VERDICTS)[number];

export const SILENCES = ['keep', 'revoke', 'recommendation'] as const;
export type Silence = (typeof SILENCES)[number];

/** What an agent may still do while nobody has accepted to answer for it. */
export const ON_OWNER_PROPOSED = ['unchanged', 'reads_only', 'nothing'] as const;
export type OnOwnerProposed = (typeof ON_OWNER_PROPOSED)[number];

/** Whether a decision of an access review says why. */
export const REVIEW_COMMENTS = ['optional', 'required'] as const;
export type ReviewComment = (typeof REVIEW_COMMENTS)[number];
/** Whether something is open to reviewers at all. */
export const REVIEW_FREEDOMS = ['allowed', 'forbidden'] as const;
export type ReviewFreedom = (typeof REVIEW_FREEDOMS)[number];

/** What a tier forces. Data: admins edit it; it may be stricter for reads too, but is not shipped so. */
export type TierRules = {
  matrix: Readonly<Record<ActionClass, Readonly<Record<Sensitivity, TierVerdict>>>>;
  maxTaskSeconds: number;
  maxGrantSeconds: number;
  /** How many different people must approve an escalation. */
  approvals: number;
  /** How many uses one approval may give. */
  maxApprovalUses: number;
  /** Until when an escalation must be answered, from when it was asked. */
  decideWithinSeconds: number;
  maxDelegationDepth: number;
  callsPerMinutePerTask: number;
  callsPerMinutePerAgent: number;
  /** So many denials within the window quarantine the agent (lib/domain/breaker.ts says which count). */
  breakerDenials: number;
  breakerWindowSeconds: number;
  reviewEveryDays: number;
  onReviewSilence: Silence;
  reviewComment: ReviewComment;
  /** Whether somebody may review access of which they are the owner, the backup owner, or to become one. */
  reviewOwn: ReviewFreedom;
  /** Whether items that are alike may be decided together. */
  reviewInBulk: ReviewFreedom;
  /** What is left to an agent until a proposed owner has accepted it (lib/domain/ownership.ts). */
  onOwnerProposed: OnOwnerProposed;
};

const allowAll: Record<Sensitivity, TierVerdict> = {
  public: 'allow',
  internal: 'allow',
  confidential: 'allow',
  restricted: 'allow',
};
/** Asks from a sensitivity on, and forbids from another on. */
function row(
  escalateFrom: Sensitivity | null,
  denyFrom: Sensitivity | null = null,
): Record<Sensitivity, TierVerdict> {
  const at = (from: Sensitivity | null) =>
    from === null ? SENSITIVITIES.length : SENSITIVITIES.indexOf(from);
  const verdict = (i: number): TierVerdict =>
    i >= at(denyFrom) ? 'deny' : i >= at(escalateFrom) ? 'escalate' : 'allow';
  return { ...allowAll, ...Object.fromEntries(SENSITIVITIES.map((name, i) => [name, verdict(i)])) };
}

const HOUR = 3600;

/**
 * The values an installation starts with. Reads inside a grant never ask: a prompt for every read is
 * noise, and noise is a defect. The riskier the agent, the earlier a person is asked.
 */
export const SHIPPED_TIERS: Readonly<Record<RiskTier, TierRules>> = {
  low: {
    matrix: {
      read: row(null),
      write: row('restricted'),
      delete: row('restricted'),
      execute: row('restricted'),
      send: row('restricted'),
      admin: row('restricted'),
    },
    maxTaskSeconds: 24 * HOUR,
    maxGrantSeconds: 24 * HOUR,
    approvals: 1,
    maxApprovalUses: 100,
    decideWithinSeconds: 4 * HOUR,
    maxDelegationDepth: 4,
    callsPerMinutePerTask: 600,
    callsPerMinutePerAgent: 3000,
    breakerDenials: 100,
    breakerWindowSeconds: 300,
    reviewEveryDays: 365,
    onReviewSilence: 'keep',
    reviewComment: 'optional',
    reviewOwn: 'allowed',
    reviewInBulk: 'allowed',
    onOwnerProposed: 'reads_only',
  },
  moderate: {
    matrix: {
      read: row(null),
      write: row('restricted'),
      delete: row('restricted'),
      execute: row('restricted'),
      send: row('restricted'),
      admin: row('restricted'),
    },
    maxTaskSeconds: 12 * HOUR,
    maxGrantSeconds: 8 * HOUR,
    approvals: 1,
    maxApprovalUses: 25,
    decideWithinSeconds: 2 * HOUR,
    maxDelegationDepth: 3,
    callsPerMinutePerTask: 300,
    callsPerMinutePerAgent: 1200,
    breakerDenials: 60,
    breakerWindowSeconds: 300,
    reviewEveryDays: 180,
    onReviewSilence: 'recommendation',
    reviewComment: 'optional',
    reviewOwn: 'allowed',
    reviewInBulk: 'allowed',
    onOwnerProposed: 'reads_only',
  },
  high: {
    matrix: {
      read: row(null),
      write: row('confidential'),
      delete: row('internal'),
      execute: row('confidential'),
      send: row('confidential'),
      admin: row('internal', 'restricted'),
    },
    maxTaskSeconds: 8 * HOUR,
    maxGrantSeconds: 2 * HOUR,
    approvals: 1,
    maxApprovalUses: 5,
    decideWithinSeconds: HOUR,
    maxDelegationDepth: 2,
    callsPerMinutePerTask: 120,
    callsPerMinutePerAgent: 480,
    breakerDenials: 40,
    breakerWindowSeconds: 300,
    reviewEveryDays: 90,
    onReviewSilence: 'revoke',
    reviewComment: 'required',
    reviewOwn: 'forbidden',
    reviewInBulk: 'forbidden',
    onOwnerProposed: 'reads_only',
  },
  critical: {
    matrix: {
      read: row(null),
      write: row('internal'),
      delete: row('public', 'restricted'),
      execute: row('internal'),
      send: row('internal'),
      admin: row('public', 'restricted'),
    },
    maxTaskSeconds: 4 * HOUR,
    maxGrantSeconds: HOUR,
    approvals: 2,
    maxApprovalUses: 1,
    decideWithinSeconds: HOUR / 2,
    maxDelegationDepth: 1,
    callsPerMinutePerTask: 60,
    callsPerMinutePerAgent: 240,
    breakerDenials: 20,
    breakerWindowSeconds: 300,
    reviewEveryDays: 30,
    onReviewSilence: 'revoke',
    reviewComment: 'required',
    reviewOwn: 'forbidden',
    reviewInBulk: 'forbidden',
    onOwnerProposed: 'nothing',
  },
};

export type Reach = { actionClass: ActionClass; sensitivity: Sensitivity };

/** The least tier that one reach asks for. */
function reachFloor({ actionClass, sensitivity }: Reach): RiskTier {
  const changes = actionClass !== 'read';
  const grave = actionClass === 'admin' || actionClass === 'delete' || actionClass === 'execute';
  if (sensitivity === 'restricted') return grave ? 'critical' : changes ? 'high' : 'moderate';
  if (sensitivity === 'confidential') return changes ? 'moderate' : 'low';
  return grave ? 'moderate' : 'low';
}

/** The least tier an agent can have, from all that its entitlements reach. People may only raise it. */
export function tierFloor(reaches: Iterable<Reach>): RiskTier {
  let floor: RiskTier = 'low';
  for (const reach of reaches) {
    floor = higherTier(floor, reachFloor(reach));
    if (floor === 'critical') break;
  }
  return floor;
}

/** Whether a reach asks for more than the lowest tier; most of an inventory does not. */
export const raisesFloor = (reach: Reach): boolean => reachFloor(reach) !== 'low';

/** What the matrix says of a call. A cell that is missing forbids. */
export const tierVerdict = (
  rules: TierRules,
  actionClass: ActionClass,
  sensitivity: Sensitivity,
): TierVerdict => rules.matrix[actionClass]?.[sensitivity] ?? 'deny';

export const isCompleteMatrix = (matrix: TierRules['matrix']): boolean =>
  ACTION_CLASSES.every((actionClass) =>
    SENSITIVITIES.every((sensitivity) => matrix[actionClass]?.[sensitivity]),
  );
