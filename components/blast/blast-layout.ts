import { BLAST_KINDS, type BlastKind } from '@/lib/domain/blast-path';

const COLUMN_WIDTH = 250;
const SUB_WIDTH = 226;
const COLUMN_GAP = 90;
const ROW_HEIGHT = 52;
const MOST_ROWS = 16;

type Placed = { key: string; kind: BlastKind; label: string };
export type Position = { x: number; y: number };

/**
 * Places nodes in columns, one a kind, in the order in which one leads to the next. Within a column each
 * stands near the middle of what leads to it, so that few lines cross; a long column is broken into several.
 * The same graph is always placed alike.
 */
export function layOut(
  nodes: readonly Placed[],
  edges: readonly { from: string; to: string }[],
  first: string,
): Map<string, Position> {
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) before.set(to, [...(before.get(to) ?? []), from]);
  const rows = new Map<string, number>();
  const positions = new Map<string, Position>();
  let x = 0;
  for (const kind of BLAST_KINDS) {
    const own = nodes.filter((node) => node.kind === kind);
    if (own.length === 0) continue;
    const middle = (key: string): number => {
      const known = (before.get(key) ?? []).flatMap((from) => rows.get(from) ?? []);
      return known.length === 0 ? 0 : known.reduce((sum, row) => sum + row, 0) / known.length;
    };
    const ordered = own
      .map((node) => ({ node, at: node.key === first ? -1 : middle(node.key) }))
      .sort((a, b) => a.at - b.at || (a.node.label < b.node.label ? -1 : 1));
    const columns = Math.ceil(ordered.length / MOST_ROWS);
    const height = Math.ceil(ordered.length / columns);
    for (const [index, { node }] of ordered.entries()) {
      const row = (index % height) - (height - 1) / 2;
      rows.set(node.key, row);
      positions.set(node.key, { x: x + Math.floor(index / height) * SUB_WIDTH, y: row * ROW_HEIGHT });
    }
    x += COLUMN_WIDTH + (columns - 1) * SUB_WIDTH + COLUMN_GAP;
  }
  return positions;
}
