import type { ActionClass } from './action-class';
import { coverOfTools } from './pattern';
import { higherTier, type Reach, type RiskTier, tierFloor } from './risk-tier';
import type { Scope } from './scope';
import { isMoreSensitive, type Sensitivity } from './sensitivity';

/** What of an entitlement counts for what it reaches. */
export type ReachingEntitlement = { scope: Scope; startsAt: Date; endsAt: Date; revokedAt: Date | null };
/** What of a tool counts for how it is reached. */
export type ReachedTool = {
  name: string;
  actionClass: ActionClass;
  sensitivity: Sensitivity;
  /** Systems that a call of it sets in motion. */
  triggers: readonly string[];
};

/**
 * Whether an entitlement reaches anything at a moment. What begins later counts already, because nothing
 * else happens at the moment when it begins.
 */
export const isReaching = (
  { endsAt, revokedAt }: Pick<ReachingEntitlement, 'endsAt' | 'revokedAt'>,
  now: Date,
): boolean => revokedAt === null && endsAt > now;

/** Whether a scope reaches a tool of its system by itself. Resources and arguments narrow calls, not reach. */
export function toolReach(
  scope: Pick<Scope, 'actionClasses' | 'maxSensitivity' | 'tools'>,
): (tool: ReachedTool) => boolean {
  const covers = coverOfTools(scope.tools);
  return (tool) =>
    scope.actionClasses.includes(tool.actionClass) &&
    !isMoreSensitive(tool.sensitivity, scope.maxSensitivity) &&
    covers(tool.name);
}

/** One step of what calls set in motion: a tool acts on a system, which then does all that it can. */
export type Motion<T> = { by: T; system: string; tools: readonly T[] };

/**
 * What calls of these tools set in motion, nearest first, each system once. A call that sets another system
 * in motion reaches whatever that system can do, with the system's own rights: through several systems, and
 * never in a circle.
 */
export function* setInMotion<T extends ReachedTool>(
  tools: Iterable<T>,
  toolsBySystem: (systemId: string) => readonly T[],
): Generator<Motion<T>> {
  const moved = new Set<string>();
  // A list that is added to while it is walked hands out the new ones too.
  const acting = [...tools];
  for (const by of acting) {
    for (const system of by.triggers) {
      if (moved.has(system)) continue;
      moved.add(system);
      const own = toolsBySystem(system);
      yield { by, system, tools: own };
      acting.push(...own);
    }
  }
}

/** Every tool that an entitlement reaches, once for each. What has ended or was revoked reaches nothing. */
function* reachedTools<E extends ReachingEntitlement, T extends ReachedTool>(
  entitlements: Iterable<E>,
  toolsBySystem: (systemId: string) => readonly T[],
  now: Date,
): Generator<{ entitlement: E; tool: T }> {
  for (const entitlement of entitlements) {
    if (!isReaching(entitlement, now)) continue;
    const { scope } = entitlement;
    const reached = new Set(toolsBySystem(scope.system).filter(toolReach(scope)));
    for (const { tools } of setInMotion([...reached], toolsBySystem)) {
      for (const tool of tools) reached.add(tool);
    }
    for (const tool of reached) yield { entitlement, tool };
  }
}

/**
 * What an agent could do at most, each pair of action class and sensitivity once: with `tierFloor` it
 * sets the least tier. Every tool of the inventory counts, whatever its state: a block may be lifted.
 */
export function reachOf(
  entitlements: Iterable<ReachingEntitlement>,
  toolsBySystem: (systemId: string) => readonly ReachedTool[],
  now: Date,
): Reach[] {
  const reaches = new Map<string, Reach>();
  for (const { tool } of reachedTools(entitlements, toolsBySystem, now)) {
    const { actionClass, sensitivity } = tool;
    reaches.set(`${actionClass} ${sensitivity}`, { actionClass, sensitivity });
  }
  return [...reaches.values()];
}

/** The floor with the entitlements and tools that set it; `low` needs no cause. */
export function explainFloor<E extends ReachingEntitlement, T extends ReachedTool>(
  entitlements: Iterable<E>,
  toolsBySystem: (systemId: string) => readonly T[],
  now: Date,
): { floor: RiskTier; causes: { entitlement: E; tool: T }[] } {
  let floor: RiskTier = 'low';
  let causes: { entitlement: E; tool: T }[] = [];
  for (const reached of reachedTools(entitlements, toolsBySystem, now)) {
    const own = tierFloor([reached.tool]);
    if (own === 'low' || higherTier(floor, own) !== own) continue;
    if (own !== floor) causes = [];
    floor = own;
    causes.push(reached);
  }
  return { floor, causes };
}
