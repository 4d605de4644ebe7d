import { ACTION_CLASSES, type ActionClass } from './action-class';
import { RISK_TIERS, type RiskTier, SHIPPED_TIERS, type TierRules, type TierVerdict } from './risk-tier';
import { SENSITIVITIES, type Sensitivity } from './sensitivity';

export const TIER_PRESETS = ['careful', 'balanced', 'observe_first'] as const;
export type TierPreset = (typeof TIER_PRESETS)[number];

type Rows = Record<ActionClass, Readonly<Record<Sensitivity, TierVerdict>>>;

/** Asks from a sensitivity on, and forbids from another on. */
function row(ask: Sensitivity | null, deny: Sensitivity | null = null): Record<Sensitivity, TierVerdict> {
  const at = (from: Sensitivity | null) =>
    from === null ? SENSITIVITIES.length : SENSITIVITIES.indexOf(from);
  const verdictOf = (i: number): TierVerdict =>
    i >= at(deny) ? 'deny' : i >= at(ask) ? 'escalate' : 'allow';
  const [a, b, c, d] = SENSITIVITIES.map((_, i) => verdictOf(i)) as [
    TierVerdict,
    TierVerdict,
    TierVerdict,
    TierVerdict,
  ];
  return { public: a, internal: b, confidential: c, restricted: d };
}

/** The shipped rules with another matrix and other limits. */
const from = (tier: RiskTier, matrix: Rows, more: Partial<TierRules> = {}): TierRules => ({
  ...SHIPPED_TIERS[tier],
  ...more,
  matrix,
});

const HOUR = 3600;
const NEVER_ASKS: Rows = {
  read: row(null),
  write: row(null),
  delete: row(null),
  execute: row(null),
  send: row(null),
  admin: row(null),
};

/** People are asked one step earlier, and what is granted ends sooner. */
const CAREFUL: Record<RiskTier, TierRules> = {
  low: from(
    'low',
    {
      read: row(null),
      write: row('confidential'),
      delete: row('confidential'),
      execute: row('confidential'),
      send: row('confidential'),
      admin: row('internal'),
    },
    { maxTaskSeconds: 8 * HOUR, maxGrantSeconds: 4 * HOUR, reviewEveryDays: 180 },
  ),
  moderate: from(
    'moderate',
    {
      read: row(null),
      write: row('confidential'),
      delete: row('internal'),
      execute: row('confidential'),
      send: row('internal'),
      admin: row('internal', 'restricted'),
    },
    { maxTaskSeconds: 4 * HOUR, maxGrantSeconds: 2 * HOUR, maxDelegationDepth: 2, reviewEveryDays: 90 },
  ),
  high: from(
    'high',
    {
      read: row('restricted'),
      write: row('internal'),
      delete: row('public', 'restricted'),
      execute: row('internal'),
      send: row('internal'),
      admin: row('public', 'confidential'),
    },
    { maxTaskSeconds: 2 * HOUR, maxGrantSeconds: HOUR, maxDelegationDepth: 1, reviewEveryDays: 30 },
  ),
  critical: from(
    'critical',
    {
      read: row('restricted'),
      write: row('public'),
      delete: row('public', 'confidential'),
      execute: row('public', 'restricted'),
      send: row('public'),
      admin: row('public', 'confidential'),
    },
    { maxTaskSeconds: HOUR, maxGrantSeconds: HOUR / 2, maxDelegationDepth: 0, reviewEveryDays: 14 },
  ),
};

/** People are asked only where a mistake cannot be mended; everything is recorded all the same. */
const OBSERVE_FIRST: Record<RiskTier, TierRules> = {
  low: from('low', NEVER_ASKS),
  moderate: from('moderate', NEVER_ASKS),
  high: from('high', {
    ...NEVER_ASKS,
    write: row('restricted'),
    delete: row('restricted'),
    execute: row('restricted'),
    send: row('restricted'),
    admin: row('confidential', 'restricted'),
  }),
  critical: from(
    'critical',
    {
      ...NEVER_ASKS,
      write: row('restricted'),
      delete: row('confidential', 'restricted'),
      execute: row('restricted'),
      send: row('confidential'),
      admin: row('internal', 'restricted'),
    },
    { approvals: 1 },
  ),
};

type Preset = { name: string; says: string; tiers: Readonly<Record<RiskTier, TierRules>> };

/** Rules for all four tiers at once, to begin with. Data: what is chosen can be edited tier by tier. */
export const PRESETS: Readonly<Record<TierPreset, Preset>> = {
  careful: {
    name: 'Careful',
    says: 'People are asked a step earlier, at the highest tiers even for reads of restricted data; tasks and grants are short.',
    tiers: CAREFUL,
  },
  balanced: {
    name: 'Balanced',
    says: 'What Cordon is shipped with. Reads inside a grant never ask; the riskier the agent, the earlier a person is asked.',
    tiers: SHIPPED_TIERS,
  },
  observe_first: {
    name: 'Observe first',
    says: 'Only what is grave at the high tiers asks. Tasks, grants and guardrails hold as always, and every call is recorded.',
    tiers: OBSERVE_FIRST,
  },
};

/** One rule that differs, by its place: `matrix.write.internal`, `approvals`. */
export type RuleChange = { rule: string; from: string | number; to: string | number };

const LIMITS = [
  'maxTaskSeconds',
  'maxGrantSeconds',
  'approvals',
  'maxApprovalUses',
  'decideWithinSeconds',
  'maxDelegationDepth',
  'callsPerMinutePerTask',
  'callsPerMinutePerAgent',
  'breakerDenials',
  'breakerWindowSeconds',
  'reviewEveryDays',
  'onReviewSilence',
  'reviewComment',
  'reviewOwn',
  'reviewInBulk',
] as const satisfies readonly (keyof TierRules)[];

/** What changes when a tier's rules are replaced by others; empty when they are the same. */
export function ruleChanges(now: TierRules, next: TierRules): RuleChange[] {
  const cells = ACTION_CLASSES.flatMap((actionClass) =>
    SENSITIVITIES.flatMap((sensitivity) => {
      const before = now.matrix[actionClass][sensitivity];
      const after = next.matrix[actionClass][sensitivity];
      return before === after
        ? []
        : [{ rule: `matrix.${actionClass}.${sensitivity}`, from: before, to: after }];
    }),
  );
  const limits = LIMITS.flatMap((rule) =>
    now[rule] === next[rule] ? [] : [{ rule, from: now[rule], to: next[rule] }],
  );
  return [...cells, ...limits];
}

/** The preset that these are the rules of, unchanged; null when they are nobody's. */
export const presetOf = (tiers: Readonly<Record<RiskTier, TierRules>>): TierPreset | null =>
  TIER_PRESETS.find((preset) =>
    RISK_TIERS.every((tier) => ruleChanges(tiers[tier], PRESETS[preset].tiers[tier]).length === 0),
  ) ?? null;
