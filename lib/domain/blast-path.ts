import type { Sensitivity } from './sensitivity';

/** What stands in a blast radius, in the order in which it is reached and drawn. */
export const BLAST_KINDS = ['agent', 'tool', 'system', 'data'] as const;
export type BlastKind = (typeof BLAST_KINDS)[number];

/**
 * How one leads to the next: an agent is *entitled* to a tool and may *delegate* to an agent; a tool is *part
 * of* a system and may set one in *motion*, which then does all that it can by its *own rights*; a system
 * *holds* data, and what it is shown as a *secret* may reach data that no registered tool does.
 */
export const BLAST_EDGES = [
  'entitled',
  'delegates',
  'part_of',
  'motion',
  'own_rights',
  'holds',
  'secret',
] as const;
export type BlastEdgeKind = (typeof BLAST_EDGES)[number];

/** A node as a key: `tool:crm/contacts.search`. */
export type BlastKey = `${BlastKind}:${string}`;
export const agentKey = (id: string): BlastKey => `agent:${id}`;
export const toolKey = (id: string): BlastKey => `tool:${id}`;
export const systemKey = (id: string): BlastKey => `system:${id}`;
/** Data of one sensitivity at one system. */
export const dataKey = (systemId: string, sensitivity: Sensitivity): BlastKey =>
  `data:${systemId}/${sensitivity}`;

export const kindOfKey = (key: BlastKey): BlastKind => key.slice(0, key.indexOf(':')) as BlastKind;
export const idOfKey = (key: BlastKey): string => key.slice(key.indexOf(':') + 1);

export type BlastEdge = { from: BlastKey; to: BlastKey; kind: BlastEdgeKind };
/** A way through the graph; each step says how it follows from the one before, the first from nothing. */
export type BlastStep = { key: BlastKey; by: BlastEdgeKind | null };

/** A way as it is found: the last step, with what came before it. */
export type BlastLink = BlastStep & { before: BlastLink | null };

export function stepsOf(link: BlastLink): BlastStep[] {
  const steps: BlastStep[] = [];
  for (let at: BlastLink | null = link; at !== null; at = at.before) steps.push({ key: at.key, by: at.by });
  return steps.reverse();
}
