import type { DecisionSummary } from '@/lib/contract/decision';

const newestFirst = (a: DecisionSummary, b: DecisionSummary): number =>
  b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** All of them, each once, newest first. */
export function merged(...lists: readonly (readonly DecisionSummary[])[]): DecisionSummary[] {
  const byId = new Map(lists.flat().map((decision) => [decision.id, decision]));
  return [...byId.values()].sort(newestFirst);
}
