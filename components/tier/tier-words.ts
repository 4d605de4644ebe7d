import { ACTION_CLASSES, type ActionClass } from '@/lib/domain/action-class';
import type {
  OnOwnerProposed,
  ReviewComment,
  ReviewFreedom,
  RiskTier,
  Silence,
  TierRules,
  TierVerdict,
} from '@/lib/domain/risk-tier';
import { SENSITIVITIES, type Sensitivity } from '@/lib/domain/sensitivity';
import type { TierDifference, TierLimit, TierLimitValue } from '@/lib/domain/tier-difference';
import { formatDuration, formatExactCount } from '../ui/time-format';

export const TIER_NAMES: Record<RiskTier, string> = {
  low: 'Low',
  moderate: 'Moderate',
  high: 'High',
  critical: 'Critical',
};
export const VERDICT_WORDS: Record<TierVerdict, string> = {
  allow: 'Allow',
  escalate: 'Ask',
  deny: 'Deny',
};
/** What sets it at the keyboard. */
export const VERDICT_KEYS: Record<TierVerdict, string> = { allow: 'a', escalate: 'e', deny: 'd' };
export const CLASS_WORDS: Record<ActionClass, string> = {
  read: 'Read',
  write: 'Write',
  delete: 'Delete',
  execute: 'Execute',
  send: 'Send',
  admin: 'Admin',
};
export const SENSITIVITY_WORDS: Record<Sensitivity, string> = {
  public: 'Public',
  internal: 'Internal',
  confidential: 'Confidential',
  restricted: 'Restricted',
};
const SILENCE_WORDS: Record<Silence, string> = {
  keep: 'The access is kept',
  revoke: 'The access is revoked',
  recommendation: 'The recommendation is followed',
};
const COMMENT_WORDS: Record<ReviewComment, string> = {
  optional: 'As the reviewer likes',
  required: 'Each decision says why',
};
const OWN_WORDS: Record<ReviewFreedom, string> = {
  allowed: 'Owners may review it',
  forbidden: 'Somebody else reviews it',
};
const BULK_WORDS: Record<ReviewFreedom, string> = {
  allowed: 'Those that are alike at once',
  forbidden: 'One by one',
};
const OWNER_PROPOSED_WORDS: Record<OnOwnerProposed, string> = {
  unchanged: 'It goes on as before',
  reads_only: 'It may only read',
  nothing: 'It may do nothing',
};

export const LIMIT_GROUPS = ['Work', 'People', 'Pace', 'Reviews'] as const;
type LimitGroup = (typeof LIMIT_GROUPS)[number];

/** How a rule is shown and edited: a span, a count with its unit, or one of a few words. */
type LimitField = {
  group: LimitGroup;
  label: string;
  /** What it forces. */
  says: string;
} & (
  | { kind: 'seconds' }
  | { kind: 'count'; one: string; many: string }
  | { kind: 'choice'; words: Readonly<Record<string, string>> }
);

/** Every rule of a tier beside the matrix. A rule that is added to the contract must be added here. */
export const LIMIT_FIELDS: Readonly<Record<TierLimit, LimitField>> = {
  maxTaskSeconds: {
    group: 'Work',
    label: 'Longest task',
    says: 'No task is opened for longer',
    kind: 'seconds',
  },
  maxGrantSeconds: {
    group: 'Work',
    label: 'Longest grant',
    says: 'Each grant is cut to it',
    kind: 'seconds',
  },
  maxDelegationDepth: {
    group: 'Work',
    label: 'Delegation depth',
    says: 'So many tasks may stand above one another; the strictest tier of a chain counts',
    kind: 'count',
    one: 'task',
    many: 'tasks',
  },
  approvals: {
    group: 'People',
    label: 'Approvals',
    says: 'So many different people must approve an escalation',
    kind: 'count',
    one: 'person',
    many: 'people',
  },
  maxApprovalUses: {
    group: 'People',
    label: 'Uses of an approval',
    says: 'An approval of more than one call gives at most so many',
    kind: 'count',
    one: 'call',
    many: 'calls',
  },
  decideWithinSeconds: {
    group: 'People',
    label: 'Time to answer',
    says: 'An escalation without an answer is denied then',
    kind: 'seconds',
  },
  onOwnerProposed: {
    group: 'People',
    label: 'Until a new owner accepts',
    says: 'What the agent may do while nobody has accepted to answer for it',
    kind: 'choice',
    words: OWNER_PROPOSED_WORDS,
  },
  callsPerMinutePerTask: {
    group: 'Pace',
    label: 'Calls of a task',
    says: 'More in one minute are denied',
    kind: 'count',
    one: 'a minute',
    many: 'a minute',
  },
  callsPerMinutePerAgent: {
    group: 'Pace',
    label: 'Calls of an agent',
    says: 'More in one minute are denied',
    kind: 'count',
    one: 'a minute',
    many: 'a minute',
  },
  breakerDenials: {
    group: 'Pace',
    label: 'Circuit breaker: denials',
    says: 'So many quarantine the agent by itself',
    kind: 'count',
    one: 'denial',
    many: 'denials',
  },
  breakerWindowSeconds: {
    group: 'Pace',
    label: 'Circuit breaker: within',
    says: 'The time in which they are counted',
    kind: 'seconds',
  },
  reviewEveryDays: {
    group: 'Reviews',
    label: 'Reviewed every',
    says: 'How often its access is looked at',
    kind: 'count',
    one: 'day',
    many: 'days',
  },
  onReviewSilence: {
    group: 'Reviews',
    label: 'When the reviewer is silent',
    says: 'What happens to the access at the end of a review',
    kind: 'choice',
    words: SILENCE_WORDS,
  },
  reviewComment: {
    group: 'Reviews',
    label: 'Comment',
    says: 'Whether a reviewer says why, also when the access is kept',
    kind: 'choice',
    words: COMMENT_WORDS,
  },
  reviewOwn: {
    group: 'Reviews',
    label: 'One’s own access',
    says: 'Whether who answers for an agent, or is to, may review its access',
    kind: 'choice',
    words: OWN_WORDS,
  },
  reviewInBulk: {
    group: 'Reviews',
    label: 'Many at once',
    says: 'Whether items that are alike are decided together',
    kind: 'choice',
    words: BULK_WORDS,
  },
};
export const LIMITS = Object.keys(LIMIT_FIELDS) as TierLimit[];

/** A rule's value with its unit: "8 h", "2 people". */
export function limitText(key: TierLimit, value: TierLimitValue): string {
  const field = LIMIT_FIELDS[key];
  if (field.kind === 'choice') return field.words[String(value)] ?? String(value);
  const count = Number(value);
  if (field.kind === 'seconds') return formatDuration(count * 1000);
  return `${formatExactCount(count)} ${count === 1 ? field.one : field.many}`;
}

/** What a difference is in, from what and to what. */
export function differenceText(difference: TierDifference): { what: string; from: string; to: string } {
  if (difference.kind === 'cell') {
    const { actionClass, sensitivity, from, to } = difference;
    return {
      what: `${CLASS_WORDS[actionClass]} ${sensitivity}`,
      from: VERDICT_WORDS[from],
      to: VERDICT_WORDS[to],
    };
  }
  const { key, from, to } = difference;
  return { what: LIMIT_FIELDS[key].label, from: limitText(key, from), to: limitText(key, to) };
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** The cells of one verdict, in words: "write and send of restricted data". */
function cellsText(matrix: TierRules['matrix'], verdict: TierVerdict): string | null {
  const bySensitivities = new Map<string, string[]>();
  for (const actionClass of ACTION_CLASSES) {
    const found = SENSITIVITIES.filter((one) => matrix[actionClass][one] === verdict);
    if (found.length === 0) continue;
    const of = found.length === SENSITIVITIES.length ? 'any data' : `${list(found)} data`;
    bySensitivities.set(of, [...(bySensitivities.get(of) ?? []), actionClass]);
  }
  if (bySensitivities.size === 0) return null;
  return [...bySensitivities].map(([of, classes]) => `${list(classes)} of ${of}`).join('; ');
}

/** What a tier forces, in a few sentences. */
export function explainTier(rules: TierRules): string[] {
  const asks = cellsText(rules.matrix, 'escalate');
  const denies = cellsText(rules.matrix, 'deny');
  const people = limitText('approvals', rules.approvals);
  return [
    asks === null
      ? 'Inside its grants, no person is asked because of the tier.'
      : `${people} must approve: ${asks}.`,
    denies === null ? 'Nothing is forbidden by the tier itself.' : `Never: ${denies}.`,
    `A task lives at most ${limitText('maxTaskSeconds', rules.maxTaskSeconds)}, a grant ${limitText('maxGrantSeconds', rules.maxGrantSeconds)}.`,
    `An escalation without an answer is denied after ${limitText('decideWithinSeconds', rules.decideWithinSeconds)}.`,
  ];
}
