import type { DecisionSummary } from '@/lib/contract/decision';
import type { DecisionListFilter } from '@/lib/query/decision';

/** Whether a decision that was just told belongs into the list; the server asks the same of what it lists. */
export function fitsFilter(decision: DecisionSummary, filter: DecisionListFilter): boolean {
  const { agent, task, tool, outcome, reason, q, from, to } = filter;
  return (
    (agent === undefined || decision.agent === agent) &&
    (task === undefined || decision.task === task) &&
    (tool === undefined || decision.tool === tool) &&
    (outcome === undefined || outcome.split(',').includes(decision.outcome)) &&
    (reason === undefined || decision.reason === reason) &&
    (from === undefined || decision.at >= new Date(from)) &&
    (to === undefined || decision.at < new Date(to)) &&
    (q === undefined || isFound(decision, q.trim()))
  );
}

const isFound = ({ id, task, agent, tool }: DecisionSummary, q: string): boolean =>
  id === q || task === q || agent.startsWith(q) || tool.startsWith(q);
