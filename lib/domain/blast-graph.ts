import { BLAST_KINDS, type BlastEdge, type BlastEdgeKind, type BlastKey, type BlastKind } from './blast-path';

/** The most that a drawing shows, and how much it shows unless it is asked for more. */
export const MAX_DRAWN = 150;
export const DEFAULT_DRAWN = 80;

export type Drawable = {
  key: BlastKey;
  kind: BlastKind;
  hops: number;
  /** What it weighs; the heaviest are drawn one by one. */
  weight: number;
  /** The system that it belongs to; null for agents. */
  system: string | null;
};

/** Nodes of one kind, of one system where that is drawn, that stand together as a number. */
export type DrawnGroup = { key: string; kind: BlastKind; system: string | null; count: number };
export type DrawnEdge = { from: string; to: string; kind: BlastEdgeKind };
export type Drawn = { nodes: BlastKey[]; groups: DrawnGroup[]; edges: DrawnEdge[] };

const order = (a: Drawable, b: Drawable): number =>
  b.weight - a.weight || a.hops - b.hops || (a.key < b.key ? -1 : 1);

/** One of each kind in turn, the heaviest first, so that no column stays empty while another is full. */
function choose(nodes: readonly Drawable[], focus: BlastKey, room: number): Set<BlastKey> {
  const queues = BLAST_KINDS.map((kind) =>
    nodes.filter((node) => node.kind === kind && node.key !== focus).sort(order),
  );
  const chosen = new Set<BlastKey>([focus]);
  for (let at = 0; chosen.size < room; at += 1) {
    const turn = queues.flatMap((queue) => queue[at] ?? []);
    if (turn.length === 0) break;
    for (const { key } of turn) if (chosen.size < room) chosen.add(key);
  }
  return chosen;
}

/** The rest in groups, not more than there is room for: small ones of a kind then stand together. */
function collapse(rest: readonly Drawable[], chosen: ReadonlySet<BlastKey>, room: number) {
  const groups = new Map<string, DrawnGroup>();
  const groupOf = new Map<BlastKey, string>();
  const counts = new Map<string, number>();
  const own = ({ kind, system }: Drawable) =>
    system !== null && kind !== 'system' && chosen.has(`system:${system}`) ? `more:${kind}:${system}` : null;
  for (const node of rest) {
    const key = own(node);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const kept = new Set(
    [...counts]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      // One for each kind is kept free.
      .slice(0, Math.max(0, room - BLAST_KINDS.length))
      .map(([key]) => key),
  );
  for (const node of rest) {
    const wanted = own(node);
    const isOwn = wanted !== null && kept.has(wanted);
    const key = isOwn ? wanted : `more:${node.kind}`;
    const group = groups.get(key) ?? { key, kind: node.kind, system: isOwn ? node.system : null, count: 0 };
    group.count += 1;
    groups.set(key, group);
    groupOf.set(node.key, key);
  }
  return { groups: [...groups.values()].sort((a, b) => (a.key < b.key ? -1 : 1)), groupOf };
}

/**
 * What is drawn of a graph: at most `limit` nodes, the counted groups of the rest among them, and the edges
 * between all of them. The same graph is always drawn alike.
 */
export function drawn(
  nodes: readonly Drawable[],
  edges: Iterable<BlastEdge>,
  focus: BlastKey,
  limit: number,
): Drawn {
  const bound = Math.min(MAX_DRAWN, limit);
  const isWhole = nodes.length <= bound;
  const room = isWhole ? bound : Math.max(1, bound - Math.max(2 * BLAST_KINDS.length, Math.floor(bound / 5)));
  const chosen = choose(nodes, focus, room);
  const rest = nodes.filter(({ key }) => !chosen.has(key));
  const { groups, groupOf } = collapse(rest, chosen, bound - chosen.size);
  const shown = (key: BlastKey): string | undefined => (chosen.has(key) ? key : groupOf.get(key));
  const told = new Map<string, DrawnEdge>();
  for (const { from, to, kind } of edges) {
    const [start, end] = [shown(from), shown(to)];
    if (start === undefined || end === undefined || start === end) continue;
    told.set(`${start} ${kind} ${end}`, { from: start, to: end, kind });
  }
  return {
    nodes: [...chosen],
    groups,
    edges: [...told].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge),
  };
}

/**
 * The edges without the kinds that nobody wants to see: what leads to a hidden node leads on to what follows
 * it, so that hiding tools joins agents to systems.
 */
export function withoutKinds(edges: Iterable<BlastEdge>, isHidden: (key: BlastKey) => boolean): BlastEdge[] {
  const next = new Map<BlastKey, BlastEdge[]>();
  const all = [...edges];
  for (const edge of all) {
    const out = next.get(edge.from);
    if (out === undefined) next.set(edge.from, [edge]);
    else out.push(edge);
  }
  const joined = new Map<string, BlastEdge>();
  const beyond = new Map<BlastKey, BlastEdge[]>();
  // What can be seen from a hidden node, through hidden ones.
  const seenFrom = (key: BlastKey): BlastEdge[] => {
    const known = beyond.get(key);
    if (known !== undefined) return known;
    const found = new Map<BlastKey, BlastEdge>();
    const waiting = [key];
    const passed = new Set(waiting);
    for (const at of waiting) {
      for (const edge of next.get(at) ?? []) {
        if (!isHidden(edge.to)) found.set(edge.to, edge);
        else if (!passed.has(edge.to)) {
          passed.add(edge.to);
          waiting.push(edge.to);
        }
      }
    }
    const list = [...found.values()];
    beyond.set(key, list);
    return list;
  };
  for (const edge of all) {
    if (isHidden(edge.from)) continue;
    const ends = isHidden(edge.to) ? seenFrom(edge.to) : [edge];
    for (const { to, kind } of ends) {
      if (to !== edge.from) joined.set(`${edge.from} ${kind} ${to}`, { from: edge.from, to, kind });
    }
  }
  return [...joined.values()];
}
