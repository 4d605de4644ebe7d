import type { ActionClass } from './action-class';
import { coversTool } from './pattern';
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
 * Every tool that an entitlement reaches, once for each. What has ended or was revoked reaches nothing;
 * what begins later counts already, because nothing else happens at the moment when it begins. A call that
 * sets another system in motion reaches whatever that system can do, with the system's own rights.
 */
function* reachedTools<E extends ReachingEntitlement, T extends ReachedTool>(
  entitlements: Iterable<E>,
  toolsBySystem: (systemId: string) => readonly T[],
  now: Date,
): Generator<{ entitlement: E; tool: T }> {
  for (const entitlement of entitlements) {
    if (entitlement.revokedAt !== null || entitlement.endsAt <= now) continue;
    const { scope } = entitlement;
    const moved = new Set<string>();
    const reached = new Set<T>();
    for (const tool of toolsBySystem(scope.system)) {
      const isReached =
        scope.actionClasses.includes(tool.actionClass) &&
        !isMoreSensitive(tool.sensitivity, scope.maxSensitivity) &&
        scope.tools.some((pattern) => coversTool(pattern, tool.name));
      if (!isReached) continue;
      reached.add(tool);
      for (const system of tool.triggers) moved.add(system);
    }
    // A set also hands out what is added to it on the way: through several systems, and never in a circle.
    for (const system of moved) {
      for (const tool of toolsBySystem(system)) {
        reached.add(tool);
        for (const next of tool.triggers) moved.add(next);
      }
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
