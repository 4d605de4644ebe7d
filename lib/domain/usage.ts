import { ACTION_CLASSES, type ActionClass } from './action-class';
import { coversTool } from './pattern';
import { type Refusal, refuse } from './refusal';
import { containsScope, type Scope } from './scope';
import { isMoreSensitive, type Sensitivity } from './sensitivity';

/** How far back a call counts as use. */
export const USAGE_DAYS = 90;
/** So many tools a scope can name. */
const MOST_TOOLS = 200;

export type CallableTool = {
  id: string;
  systemId: string;
  name: string;
  actionClass: ActionClass;
  sensitivity: Sensitivity;
};
/** How often an agent was allowed to call a tool as something of a class, and when last. */
export type Use = { toolId: string; actionClass: ActionClass; calls: number; lastUsedAt: Date };

/** The tools that may be called by a scope. What such a call sets in motion elsewhere is no call of the agent. */
export const callableBy = <T extends CallableTool>(scope: Scope, tools: readonly T[]): T[] =>
  tools.filter(
    (tool) =>
      tool.systemId === scope.system &&
      scope.actionClasses.includes(tool.actionClass) &&
      !isMoreSensitive(tool.sensitivity, scope.maxSensitivity) &&
      scope.tools.some((pattern) => coversTool(pattern, tool.name)),
  );

/**
 * Finds the use of a tool as what it is now: a call that was made while it was of another class says nothing
 * about whether that class is needed.
 */
export function indexUses(uses: readonly Use[]): (tool: CallableTool) => Use | null {
  const byPair = new Map(uses.map((use) => [`${use.toolId} ${use.actionClass}`, use]));
  return (tool) => byPair.get(`${tool.id} ${tool.actionClass}`) ?? null;
}

/**
 * The scope that covers exactly those tools of `callable` that were used, with their classes and up to the
 * most sensitive of them; or why there is none to narrow to. INVARIANT (attenuation): it lies within `scope`.
 */
export function narrowToUsed(
  scope: Scope,
  callable: readonly CallableTool[],
  isUsed: (tool: CallableTool) => boolean,
): { scope: Scope } | { refusal: Refusal } {
  const used = callable.filter(isUsed);
  const [first] = used;
  if (callable.length === 0) return { refusal: refuse('nothing_reached', 'it reaches no tool') };
  if (first === undefined) {
    return { refusal: refuse('nothing_used', 'nothing of it was used: revoke it instead') };
  }
  if (used.length === callable.length) return { refusal: refuse('all_used', 'all that it reaches was used') };
  if (used.length > MOST_TOOLS) {
    return {
      refusal: refuse('too_many_tools', `more than ${MOST_TOOLS} tools were used: a scope cannot name them`),
    };
  }
  const narrowed: Scope = {
    ...scope,
    tools: used.map(({ name }) => name).sort(),
    actionClasses: ACTION_CLASSES.filter((one) => used.some(({ actionClass }) => actionClass === one)),
    maxSensitivity: used.reduce(
      (most, { sensitivity }) => (isMoreSensitive(sensitivity, most) ? sensitivity : most),
      first.sensitivity,
    ),
  };
  // A tool whose name reads as a pattern would bring others with it.
  const isExact = callableBy(narrowed, callable).length === used.length && containsScope(scope, narrowed);
  return isExact ? { scope: narrowed } : { refusal: refuse('not_exact', 'a tool’s name reads as a pattern') };
}
