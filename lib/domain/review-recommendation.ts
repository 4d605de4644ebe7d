import type { Ownership } from './ownership';
import type { RecommendationRule, ReviewVerb } from './review';
import type { Scope } from './scope';
import { type CallableTool, narrowToUsed } from './usage';

/** What is recommended, by which rule; for a narrowing also to what. */
export type Recommendation = { verb: ReviewVerb; rule: RecommendationRule; scope: Scope | null };

/** What has stood for less than this says nothing by not having been used. */
const YOUNG_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

/** Each rule in a sentence, as the reviewer reads it. */
export const RECOMMENDATION_SAYS: Readonly<Record<RecommendationRule, string>> = {
  agent_unowned: 'Nobody who is enabled answers for the agent: hand it over',
  owner_left: 'The owner has left and the backup owner stands in: hand it over',
  unused: 'Nothing of it was used since the last cadence began: revoke it',
  partly_used: 'Only a part of it was used: narrow it to that',
  all_used: 'All that it reaches was used: keep it',
  too_young: 'It is younger than 30 days, so not having been used says nothing yet: keep it',
  owned: 'Somebody who is enabled answers for it: confirm it',
  tool_changed: 'Its definition has changed: its calls are deferred until an admin has reviewed it',
  tool_unreviewed: 'Nobody has classified it: its calls are deferred until an admin has reviewed it',
  tool_unused: 'Nobody has called it since the cadence began: block it',
  tool_used: 'It is used: keep it',
};

const keep = (rule: RecommendationRule): Recommendation => ({ verb: 'keep', rule, scope: null });

/** For an entitlement: from what was used of what it reaches within the cadence. */
export function recommendEntitlement(
  entitlement: { scope: Scope; startsAt: Date },
  callable: readonly CallableTool[],
  isUsed: (tool: CallableTool) => boolean,
  now: Date,
): Recommendation {
  if (!callable.some(isUsed)) {
    const isYoung = now.getTime() - entitlement.startsAt.getTime() < YOUNG_DAYS * DAY_MS;
    return isYoung && callable.length > 0
      ? keep('too_young')
      : { verb: 'revoke', rule: 'unused', scope: null };
  }
  const narrowed = narrowToUsed(entitlement.scope, callable, isUsed);
  // Where used tools cannot be named exactly, a person may still narrow by hand.
  if ('refusal' in narrowed) return keep('all_used');
  return { verb: 'narrow', rule: 'partly_used', scope: narrowed.scope };
}

export function recommendOwnership(ownership: Ownership): Recommendation {
  if (ownership === 'unowned') return { verb: 'hand_over', rule: 'agent_unowned', scope: null };
  if (ownership === 'left') return { verb: 'hand_over', rule: 'owner_left', scope: null };
  return keep('owned');
}

export function recommendTool(
  tool: { isReviewed: boolean; isChanged: boolean; createdAt: Date },
  calls: number,
  now: Date,
): Recommendation {
  if (tool.isChanged) return keep('tool_changed');
  if (!tool.isReviewed) return keep('tool_unreviewed');
  if (calls > 0) return keep('tool_used');
  if (now.getTime() - tool.createdAt.getTime() < YOUNG_DAYS * DAY_MS) return keep('too_young');
  return { verb: 'revoke', rule: 'tool_unused', scope: null };
}
