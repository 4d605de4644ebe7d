import type { ActionClass } from './action-class';
import { type Drift, driftOf, NO_DRIFT } from './drift';
import type { Facts, TaskFacts, ToolCall, ToolFacts } from './facts';
import { isConfidential, isLessTrusted, joinLabels, type Labels, labelsOfCall, NO_LABELS } from './labels';
import { type ArgumentOrigin, originsOf } from './provenance';
import type { Scope } from './scope';
import { declaredClasses } from './task';

/**
 * What a call is in the chain of its task's actions, computed and not judged: rules and guardrails look at
 * this and say what follows.
 */
export type Chain = {
  /** The task's labels together with those of the contexts that the call reads. */
  labels: Labels;
  /** Whether it writes or sends to a zone further out than the task's data comes from. */
  leaves: boolean;
  /** Where the values of its sensitive arguments stem from; empty where neither rule would ask. */
  origins: readonly ArgumentOrigin[];
  /** Measured once untrusted content was taken in: before that only the person has spoken. */
  drift: Drift;
};

export const NO_CHAIN: Chain = { labels: NO_LABELS, leaves: false, origins: [], drift: NO_DRIFT };

/** A read brings data in; a deletion carries none out. */
const CARRIES_OUT: readonly ActionClass[] = ['write', 'send', 'execute', 'admin'];

/** `scopes` are those that let the call through: their rules for arguments may list a value. */
export function chainOf(
  call: ToolCall,
  { contexts, zoneOf }: Facts,
  task: TaskFacts,
  tool: ToolFacts | null,
  scopes: readonly Scope[],
): Chain {
  const labels = contexts.reduce((joined, context) => joinLabels(joined, context.labels), task.labels);
  if (tool === null) return { ...NO_CHAIN, labels, drift: { own: 0, accumulated: task.drift } };
  const leaves = CARRIES_OUT.includes(tool.actionClass) && isLessTrusted(tool.zone, labels, zoneOf);
  const asks = labels.untrusted || (leaves && isConfidential(labels));
  const origins =
    asks && tool.sensitiveArguments.length > 0
      ? originsOf(tool.sensitiveArguments, call.arguments, scopes, task.known)
      : NO_CHAIN.origins;
  if (!labels.untrusted) return { labels, leaves, origins, drift: { own: 0, accumulated: task.drift } };
  const own = driftOf({
    tool,
    arguments: call.arguments,
    declared: declaredClasses(task),
    known: task.known,
  });
  return { labels, leaves, origins, drift: { own, accumulated: task.drift + own } };
}

/** What a decided call leaves on its task: what it read counts in any case, what it does only when allowed. */
export function labelsAfter(
  { labels }: Chain,
  tool: ToolFacts | null,
  agentId: string,
  isAllowed: boolean,
): Labels {
  return isAllowed && tool !== null ? joinLabels(labels, labelsOfCall(tool, agentId)) : labels;
}
