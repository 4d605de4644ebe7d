import type { PlainReviewer, ReviewCovers, ReviewReviewer } from '@/lib/contract/review-schedule';
import type {
  REVIEWER_ROLES,
  RecommendationRule,
  ReviewEvent,
  ReviewItemKind,
  ReviewItemState,
  ReviewSubject,
  ReviewVerb,
  ScheduleSilence,
} from '@/lib/domain/review';

type ReviewerRole = (typeof REVIEWER_ROLES)[number];

/** As a button says it. */
export const VERB_WORDS: Record<ReviewVerb, string> = {
  keep: 'Keep',
  narrow: 'Narrow to used',
  revoke: 'Revoke',
  hand_over: 'Hand over',
  skip: 'Skip',
};

/** As it is told afterwards. */
export const SAID_WORDS: Record<ReviewVerb, string> = {
  keep: 'Kept',
  narrow: 'Narrowed',
  revoke: 'Revoked',
  hand_over: 'Handed over',
  skip: 'Skipped',
};

export const KIND_NAMES: Record<ReviewItemKind, string> = {
  entitlement: 'Entitlement',
  ownership: 'Ownership',
  tool: 'Tool',
};

export const SUBJECT_NAMES: Record<ReviewSubject, string> = {
  entitlements: 'Entitlements',
  ownership: 'Ownership',
  tools: 'Tools',
};

/** What taking it away means, for each kind. */
export const REVOKE_MEANS: Record<ReviewItemKind, string> = {
  entitlement: 'The entitlement and its live grants end.',
  ownership: 'The agent is quarantined: every call is denied.',
  tool: 'The tool is blocked: nobody can call it.',
};

export const ITEM_STATE_WORDS: Record<ReviewItemState, string> = {
  pending: 'To decide',
  decided: 'Decided, not signed off',
  signed_off: 'Signed off',
  applied: 'Applied',
  moot: 'Nothing left to decide',
};

export const EVENT_WORDS: Record<ReviewEvent, string> = {
  owner_left: 'An owner has left',
  tier_raised: 'An agent’s tier was raised',
  tool_changed: 'A tool’s definition changed',
  system_more_sensitive: 'A system became more sensitive',
  glass_broken: 'Break-glass was used',
  woken: 'First use after 60 silent days',
};

export const SILENCE_WORDS: Record<ScheduleSilence, string> = {
  keep: 'Keep what nobody decided',
  revoke: 'Revoke what nobody decided',
  recommendation: 'Follow the recommendation',
  byTier: 'As the tier says',
};

export const RULE_NAMES: Record<RecommendationRule, string> = {
  agent_unowned: 'nobody answers for it',
  owner_left: 'the owner has left',
  unused: 'unused',
  partly_used: 'partly used',
  all_used: 'all used',
  too_young: 'too young to judge',
  owned: 'owned',
  tool_changed: 'definition changed',
  tool_unreviewed: 'never reviewed',
  tool_unused: 'tool unused',
  tool_used: 'tool used',
};

const ROLE_NAMES: Record<ReviewerRole, string> = {
  admin: 'any admin',
  approver: 'any approver',
  reviewer: 'any reviewer',
};

/** Who is asked, in a few words. */
export function reviewerWords(reviewer: PlainReviewer | ReviewReviewer): string {
  switch (reviewer.kind) {
    case 'owner':
      return 'the owner';
    case 'backup_owner':
      return 'the backup owner';
    case 'people':
      return reviewer.people.join(', ');
    case 'role':
      return ROLE_NAMES[reviewer.role];
  }
}

/** Who is asked, and who instead. */
export function reviewerText(reviewer: ReviewReviewer): string {
  const { fallback } = reviewer;
  const first = reviewerWords(reviewer);
  return fallback === undefined ? first : `${first}; else ${reviewerWords(fallback)}`;
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** `Entitlements and ownership of agents of tier high or critical, in production`. */
export function coversText({ what, filter }: ReviewCovers): string {
  const subjects = listed(what.map((one) => SUBJECT_NAMES[one].toLowerCase()));
  const parts = [
    filter.tiers && `tier ${filter.tiers.join(' or ')}`,
    filter.owners && `owned by ${filter.owners.join(', ')}`,
    filter.agents && `only ${filter.agents.join(', ')}`,
    filter.systems && `on ${filter.systems.join(', ')}`,
    filter.environments && `in ${filter.environments.join(', ')}`,
  ].filter(Boolean);
  const text = parts.length === 0 ? `${subjects} of every agent` : `${subjects}: ${parts.join(' · ')}`;
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

/** What was done, with its seconds seen: `12 s`. */
export const seenText = (ms: number): string =>
  ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
