import type { BlastNodeView, BlastNumberView } from '@/lib/contract/blast-radius';
import type { BlastInventory } from '@/lib/domain/blast-inventory';
import { type BlastEdge, type BlastKey, type BlastStep, idOfKey, kindOfKey } from '@/lib/domain/blast-path';
import { weighed, weightOf } from '@/lib/domain/blast-weight';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import type { Loaded } from './load';

/** One thing of a graph, before anybody has looked whether it was used. */
export type FoundNode = Omit<BlastNodeView, 'used' | 'lastUsedAt' | 'key'> & { key: BlastKey; rank: number };
export type FoundPath = {
  key: BlastKey;
  hops: number;
  steps: () => BlastStep[];
};
export type Used = { used: boolean | null; lastUsedAt: Date | null };

/** What a walk found, in either direction. */
export type Found = {
  focus: BlastKey;
  direction: 'forwards' | 'backwards';
  nodes: ReadonlyMap<BlastKey, FoundNode>;
  /** The edges that lead from these agents, with all others. */
  edges: (agents: ReadonlySet<string>) => Iterable<BlastEdge>;
  paths: readonly FoundPath[];
  number: BlastNumberView;
  emptyBecause: string | null;
  /** Asks for the names of agents and for what was used; only of what will be shown. */
  look: (agents: readonly string[]) => Promise<{
    agents: ReadonlyMap<string, { name: string; state: string }>;
    used: (key: BlastKey) => Used;
    usage: { mostCalls: number; isComplete: boolean; used: number; unused: number };
  }>;
};

/** How heavy data is, for what is drawn first. */
const DATA_RANK: Record<Sensitivity, number> = { public: 0, internal: 1, confidential: 2, restricted: 3 };

/** Makes nodes of keys. Names of agents come later, when it is known which of them are shown. */
export function describer({ inventory, toolStates, systemNames }: Loaded) {
  const nameOf = (systemId: string): string => systemNames.get(systemId) ?? systemId;
  return (key: BlastKey, hops: number): FoundNode => {
    const id = idOfKey(key);
    const plain = { key, id, hops, beyond: [], weight: null, system: null, rank: 0, detail: '' };
    const kind = kindOfKey(key);
    if (kind === 'agent') return { ...plain, kind, name: id };
    if (kind === 'system') {
      const system = inventory.system(id);
      return {
        ...plain,
        kind,
        name: nameOf(id),
        system: id,
        detail: system === undefined ? '' : `${system.zone} zone`,
        beyond: [...(system?.beyond ?? [])],
        rank: 1,
      };
    }
    if (kind === 'data') {
      const slash = id.indexOf('/');
      const sensitivity = id.slice(slash + 1) as Sensitivity;
      const system = id.slice(0, slash);
      return {
        ...plain,
        kind,
        name: `${nameOf(system)} · ${sensitivity}`,
        system,
        detail: `${sensitivity} data`,
        rank: DATA_RANK[sensitivity],
      };
    }
    return { ...plain, kind, ...describeTool(inventory, id, toolStates.get(id)) };
  };
}

function describeTool(inventory: BlastInventory, id: string, state: string | undefined) {
  const tool = inventory.tool(id);
  if (tool === undefined) return { name: id };
  const weight = weightOf(weighed(tool, inventory.system(tool.systemId)?.zone ?? 'external'));
  const doubts = [
    tool.actionClass !== 'read' && !tool.reversible ? 'cannot be undone' : '',
    state === undefined || state === 'reviewed' ? '' : state,
  ].filter(Boolean);
  return {
    name: tool.name,
    system: tool.systemId,
    detail: [`${tool.actionClass}, ${tool.sensitivity} data`, ...doubts].join(', '),
    weight,
    rank: weight,
  };
}
