import { moreSensitive, SENSITIVITIES, type Sensitivity } from './sensitivity';
import { ZONES, type Zone } from './system';

/** What a task or a context has come into touch with. They only grow, until a person lowers them. */
export type Labels = {
  /** The highest sensitivity touched. */
  sensitivity: Sensitivity;
  /** Whether content was taken in that people outside may have written. */
  untrusted: boolean;
  /** The systems and agents it comes from, each once, in order. */
  systems: readonly string[];
  agents: readonly string[];
};

/** The labels of what has touched nothing: a task that has just been opened, an empty context. */
export const NO_LABELS: Labels = { sensitivity: 'public', untrusted: false, systems: [], agents: [] };

const isWithinList = (inner: readonly string[], outer: readonly string[]): boolean =>
  inner.every((one) => outer.includes(one));

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  if (isWithinList(b, a)) return a;
  if (isWithinList(a, b)) return b;
  return [...new Set([...a, ...b])].sort();
}

/** Whether `outer` says all that `inner` says: the order in which labels grow. */
export const containsLabels = (outer: Labels, inner: Labels): boolean =>
  moreSensitive(outer.sensitivity, inner.sensitivity) === outer.sensitivity &&
  (outer.untrusted || !inner.untrusted) &&
  isWithinList(inner.systems, outer.systems) &&
  isWithinList(inner.agents, outer.agents);

/**
 * The least labels that say what both say. Answers `a` itself where `b` adds nothing, so that the usual
 * call costs nothing.
 * INVARIANT (labels-only-grow): what comes out contains both.
 */
export function joinLabels(a: Labels, b: Labels): Labels {
  if (containsLabels(a, b)) return a;
  return {
    sensitivity: moreSensitive(b.sensitivity, a.sensitivity),
    untrusted: a.untrusted || b.untrusted,
    systems: union(a.systems, b.systems),
    agents: union(a.agents, b.agents),
  };
}

/** What an allowed call leaves on its task, as the tool was declared. */
export const labelsOfCall = (
  tool: { systemId: string; sensitivity: Sensitivity; returnsUntrusted: boolean },
  agentId: string,
): Labels => ({
  sensitivity: tool.sensitivity,
  untrusted: tool.returnsUntrusted,
  systems: [tool.systemId],
  agents: [agentId],
});

/** What a child task begins with: all that its parent has touched, for the parent writes its purpose. */
export const labelsOfChild = (parent: Labels): Labels => parent;

/** From `confidential` on, data may not simply go further out than it came from. */
export const isConfidential = ({ sensitivity }: Labels): boolean =>
  SENSITIVITIES.indexOf(sensitivity) >= SENSITIVITIES.indexOf('confidential');

const distance = (zone: Zone): number => ZONES.indexOf(zone);

/**
 * Whether a destination lies further out than the nearest system that the labels come from. A system that
 * nobody knows any more counts as internal.
 */
export function isLessTrusted(
  destination: Zone,
  { systems }: Labels,
  zoneOf: (systemId: string) => Zone | null,
): boolean {
  const nearest = Math.min(...systems.map((id) => distance(zoneOf(id) ?? 'internal')));
  return distance(destination) > (systems.length === 0 ? distance('internal') : nearest);
}
