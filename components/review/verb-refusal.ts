import type { ReviewItemView } from '@/lib/contract/review-item';
import type { ReviewVerb } from '@/lib/domain/review';

/** Why a verb says nothing of this item; null when it does. Whether whoever is signed in may decide it is another matter. */
export function itemVerbRefusal(item: ReviewItemView, verb: ReviewVerb): string | null {
  if (!item.verbs.includes(verb)) {
    return verb === 'narrow' ? 'Only an entitlement can be narrowed' : 'Not for an item of this kind';
  }
  if (verb !== 'narrow' || item.recommendedScope !== null) return null;
  if (item.toolsUsed === 0) return 'Nothing of it was used: revoke it instead';
  return item.toolsUsed >= item.toolsGranted
    ? 'All of it was used: there is nothing to narrow'
    : 'What was used cannot be named exactly: narrow it by hand';
}
