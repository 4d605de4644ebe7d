import type { ReachedTool, ReachingEntitlement } from './reach';
import type { Sensitivity } from './sensitivity';
import type { Zone } from './system';

export type BlastTool = ReachedTool & { id: string; systemId: string; reversible: boolean };
export type BlastSystem = {
  id: string;
  zone: Zone;
  /** Of data for which nothing finer is known. */
  sensitivity: Sensitivity;
  /** What the system's secret can do beyond the registered tools, as declared. */
  beyond: readonly string[];
};
export type HeldEntitlement = ReachingEntitlement & { id: string; agentId: string };

/** Tools and systems, found by what a walk asks for. */
export type BlastInventory = {
  tool: (id: string) => BlastTool | undefined;
  system: (id: string) => BlastSystem | undefined;
  toolsOf: (systemId: string) => readonly BlastTool[];
  /** Tools whose calls set the system in motion. */
  triggering: (systemId: string) => readonly BlastTool[];
};

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

/** Compiles an inventory. The order in which things are handed over is not seen afterwards. */
export function blastInventory(tools: readonly BlastTool[], systems: readonly BlastSystem[]): BlastInventory {
  const toolById = new Map<string, BlastTool>();
  const ofSystem = new Map<string, BlastTool[]>();
  const triggering = new Map<string, BlastTool[]>();
  for (const tool of [...tools].sort(byId)) {
    toolById.set(tool.id, tool);
    push(ofSystem, tool.systemId, tool);
    for (const system of new Set(tool.triggers)) push(triggering, system, tool);
  }
  const systemById = new Map(systems.map((system) => [system.id, system]));
  return {
    tool: (id) => toolById.get(id),
    system: (id) => systemById.get(id),
    toolsOf: (id) => ofSystem.get(id) ?? [],
    triggering: (id) => triggering.get(id) ?? [],
  };
}

/** Entitlements in groups, by agent or by system. */
export function groupEntitlements(
  entitlements: Iterable<HeldEntitlement>,
  keyOf: (entitlement: HeldEntitlement) => string,
): Map<string, HeldEntitlement[]> {
  const groups = new Map<string, HeldEntitlement[]>();
  for (const entitlement of entitlements) push(groups, keyOf(entitlement), entitlement);
  return groups;
}
