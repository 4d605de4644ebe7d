import type { AgentState } from './agent';
import { type Moves, moveRefusal, type Refusal, refuse } from './refusal';
import type { RiskTier, Silence, TierRules } from './risk-tier';

/** The words of access reviews, and who may say what of an item. */

export const REVIEW_SCHEDULE_STATES = ['active', 'paused'] as const;
export type ReviewScheduleState = (typeof REVIEW_SCHEDULE_STATES)[number];
export const REVIEW_SCHEDULE_MOVES = {
  pause: { from: ['active'], to: 'paused' },
  resume: { from: ['paused'], to: 'active' },
} as const satisfies Moves<ReviewScheduleState>;

/** `claimed`: a campaign was made; `empty`: there was nothing to look at; `missed`: a later slot caught up. */
export const REVIEW_SLOT_STATES = ['claimed', 'empty', 'missed'] as const;
export type ReviewSlotState = (typeof REVIEW_SLOT_STATES)[number];

/** `preparing`: its items are being made; `closing`: silence speaks and what is left is being applied. */
export const REVIEW_CAMPAIGN_STATES = ['preparing', 'open', 'closing', 'closed'] as const;
export type ReviewCampaignState = (typeof REVIEW_CAMPAIGN_STATES)[number];

export const REVIEW_ITEM_KINDS = ['entitlement', 'ownership', 'tool'] as const;
export type ReviewItemKind = (typeof REVIEW_ITEM_KINDS)[number];
/** What a schedule looks at, and the items it becomes. */
export const REVIEW_SUBJECTS = ['entitlements', 'ownership', 'tools'] as const;
export type ReviewSubject = (typeof REVIEW_SUBJECTS)[number];
export const KIND_OF_SUBJECT: Readonly<Record<ReviewSubject, ReviewItemKind>> = {
  entitlements: 'entitlement',
  ownership: 'ownership',
  tools: 'tool',
};

/**
 * `decided`: staged, and can be undone; `signed_off`: to be applied; `moot`: there is nothing left to decide,
 * because the agent was retired or the access has ended.
 */
export const REVIEW_ITEM_STATES = ['pending', 'decided', 'signed_off', 'applied', 'moot'] as const;
export type ReviewItemState = (typeof REVIEW_ITEM_STATES)[number];

export const REVIEW_VERBS = ['keep', 'narrow', 'revoke', 'hand_over', 'skip'] as const;
export type ReviewVerb = (typeof REVIEW_VERBS)[number];
/** What can be said of what. Revoking an ownership quarantines the agent; revoking a tool blocks it. */
export const VERBS_OF_KIND: Readonly<Record<ReviewItemKind, readonly ReviewVerb[]>> = {
  entitlement: ['keep', 'narrow', 'revoke', 'hand_over', 'skip'],
  ownership: ['keep', 'revoke', 'hand_over', 'skip'],
  tool: ['keep', 'revoke', 'skip'],
};
/** What changes something when it is applied. */
export const isChange = (verb: ReviewVerb): boolean =>
  verb === 'narrow' || verb === 'revoke' || verb === 'hand_over';

export const REVIEW_EVENTS = [
  'owner_left',
  'tier_raised',
  'tool_changed',
  'system_more_sensitive',
  'glass_broken',
  'woken',
] as const;
export type ReviewEvent = (typeof REVIEW_EVENTS)[number];
/** After so many days without use, the next use of an entitlement is looked at. */
export const WOKEN_AFTER_DAYS = 60;

export const SCHEDULE_SILENCES = ['keep', 'revoke', 'recommendation', 'byTier'] as const;
export type ScheduleSilence = (typeof SCHEDULE_SILENCES)[number];

export const REVIEWER_KINDS = ['owner', 'backup_owner', 'people', 'role'] as const;
export type ReviewerKind = (typeof REVIEWER_KINDS)[number];
/** Roles whose holders may be asked to review. */
export const REVIEWER_ROLES = ['admin', 'approver', 'reviewer'] as const;
export type ReviewerRole = (typeof REVIEWER_ROLES)[number];

export const RECOMMENDATION_RULES = [
  'agent_unowned',
  'owner_left',
  'unused',
  'partly_used',
  'all_used',
  'too_young',
  'owned',
  'tool_changed',
  'tool_unreviewed',
  'tool_unused',
  'tool_used',
] as const;
export type RecommendationRule = (typeof RECOMMENDATION_RULES)[number];

/** What a tier asks of a review, as the admins set it. */
export type ReviewDemands = Pick<TierRules, 'reviewComment' | 'reviewOwn' | 'reviewInBulk'>;
export type DemandsOfTier = Readonly<Record<RiskTier, ReviewDemands>>;

/** Quicker than this, nobody has looked at the evidence. Told in the report, refused nowhere. */
export const QUICK_MS = 5000;

export const REVIEW_ITEM_MOVES = {
  decide: { from: ['pending', 'decided'], to: 'decided' },
  undo: { from: ['decided'], to: 'pending' },
  sign_off: { from: ['decided'], to: 'signed_off' },
  apply: { from: ['signed_off'], to: 'applied' },
} as const satisfies Moves<ReviewItemState>;

/** Who wants to decide, and what they are to the item. */
export type ItemReviewer = {
  isAdmin: boolean;
  isReviewer: boolean;
  /** Is the one who was asked. */
  isAsked: boolean;
  /** Owns the agent, or stands in for its owner: the access is theirs. */
  isOwn: boolean;
};

/** Why somebody may not decide an item now; null when they may. Says nothing of what they decide. */
export function itemRefusal(
  item: { state: ReviewItemState; tier: RiskTier; campaign: ReviewCampaignState },
  who: ItemReviewer,
  demands: ReviewDemands,
): Refusal | null {
  if (item.campaign !== 'open') return refuse('campaign_not_open', `the campaign is ${item.campaign}`);
  const moved = moveRefusal(REVIEW_ITEM_MOVES, 'decide', item.state, 'the item');
  if (moved !== null) return moved;
  // Before the roles: an admin does not review their own access either.
  if (who.isOwn && demands.reviewOwn === 'forbidden') {
    return refuse('own_access', `at tier ${item.tier} somebody else reviews what is yours`);
  }
  if (who.isAdmin || who.isReviewer || who.isAsked) return null;
  return refuse('not_asked', 'somebody else was asked');
}

/** Why a verb is not possible for an item; null when it is. */
export function verbRefusal(
  verb: ReviewVerb,
  item: { kind: ReviewItemKind; tier: RiskTier },
  said: { comment: string | null; isBulk: boolean },
  demands: ReviewDemands,
): Refusal | null {
  if (!VERBS_OF_KIND[item.kind].includes(verb)) {
    return refuse('not_for_this', `${verb.replace('_', ' ')} says nothing of an item of kind ${item.kind}`);
  }
  if (said.isBulk && demands.reviewInBulk === 'forbidden') {
    return refuse('one_by_one', `items of tier ${item.tier} are decided one by one`);
  }
  if (demands.reviewComment === 'required' && said.comment === null) {
    return refuse('comment_required', `at tier ${item.tier} a decision needs a comment`);
  }
  return null;
}

/** What silence says of an item of a tier, by the schedule's rule and the tier's own. */
export function silenceOf(
  onSilence: ScheduleSilence,
  ofTier: Silence,
  item: { kind: ReviewItemKind; recommendation: ReviewVerb },
): ReviewVerb {
  const silence = onSilence === 'byTier' ? ofTier : onSilence;
  if (silence === 'keep') return 'keep';
  if (silence === 'revoke') return 'revoke';
  // Nobody is named to hand it over to: what nobody answers for is told as a finding, and stays.
  return item.recommendation === 'hand_over' ? 'keep' : item.recommendation;
}

/** Whether there is nothing left to decide. */
export const isMoot = (subject: { agentState: AgentState | null; hasEnded: boolean }): boolean =>
  subject.hasEnded || subject.agentState === 'retired';
