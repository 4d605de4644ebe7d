import type { DecisionSummary } from '@/lib/contract/decision';

/** How many of the newest decisions are kept for every page that shows them. */
export const MOST_KEPT = 500;

/** The newest decisions that were told, newest first. `lostAtMs` is when something last was not told or fell off. */
export type Tail = { decisions: readonly DecisionSummary[]; lostAtMs: number };

export const NO_TAIL: Tail = { decisions: [], lostAtMs: 0 };

/** The tail after some more decisions, told oldest first; each decision once. */
export function extendTail(tail: Tail, told: readonly DecisionSummary[], nowMs: number): Tail {
  const known = new Set(tail.decisions.map(({ id }) => id));
  const fresh = told.filter(({ id }) => !known.has(id) && known.add(id));
  if (fresh.length === 0) return tail;
  const all = [...fresh.reverse(), ...tail.decisions];
  return {
    decisions: all.slice(0, MOST_KEPT),
    lostAtMs: all.length > MOST_KEPT ? nowMs : tail.lostAtMs,
  };
}
