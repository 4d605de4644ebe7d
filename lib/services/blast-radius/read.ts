import type {
  BlastNodeView,
  BlastPathView,
  BlastRadiusInput,
  BlastRadiusView,
} from '@/lib/contract/blast-radius';
import { type Drawable, drawn, withoutKinds } from '@/lib/domain/blast-graph';
import { type BlastKey, idOfKey, kindOfKey, systemKey } from '@/lib/domain/blast-path';
import { type Ctx, permit } from '../context';
import { fromCursor, toCursor } from '../page';
import { databaseNow, reader } from '../transaction';
import { findBackwards } from './backwards';
import { findForwards } from './forwards';
import type { Found, FoundNode, FoundPath } from './found';
import { inTurn } from './in-turn';
import { usageSince } from './usage';

/**
 * A blast radius as it is at this moment: what can be drawn of it, every way as a list, and the number. Only
 * what the focus needs is read.
 */
export async function readBlastRadius(ctx: Ctx, input: BlastRadiusInput): Promise<BlastRadiusView> {
  permit(ctx, 'blast-radius.read');
  return inTurn(ctx, () => computed(ctx, input));
}

async function computed(ctx: Ctx, input: BlastRadiusInput): Promise<BlastRadiusView> {
  const db = reader(ctx);
  const now = await databaseNow(db);
  const focus = input.focus as BlastKey;
  const kind = kindOfKey(focus);
  const id = idOfKey(focus);
  const found =
    kind === 'agent' ? await findForwards(db, id, now) : await findBackwards(db, toTarget(kind, id), now);

  const isWanted = filterOf(found, input);
  const nodes = [...found.nodes.values()].filter(isWanted);
  const first = drawn(nodes.map(toDrawable), [], found.focus, input.nodes);
  const page = pageOf(found, input);
  const steps = page.items.map((path) => path.steps());
  const keys = new Set([...first.nodes, ...steps.flat().map(({ key }) => key)]);
  const agents = [...keys].filter((key) => kindOfKey(key) === 'agent').map(idOfKey);
  const seen = await found.look(agents);

  const all = found.edges(new Set(agents));
  const edges =
    nodes.length === found.nodes.size
      ? all
      : withoutKinds(all, (key) => {
          const node = found.nodes.get(key);
          return node === undefined || !isWanted(node);
        });
  const picture = drawn(nodes.map(toDrawable), edges, found.focus, input.nodes);
  const view = (key: BlastKey): BlastNodeView => {
    const node = found.nodes.get(key);
    if (node === undefined) throw new Error(`${key} stands in no graph`);
    const { rank: _, ...plain } = node;
    const agent = node.kind === 'agent' ? seen.agents.get(node.id) : undefined;
    return {
      ...plain,
      ...seen.used(key),
      ...(agent !== undefined && { name: agent.name, detail: agent.state }),
    };
  };
  return {
    focus: view(found.focus),
    direction: found.direction,
    counts: countsOf(found),
    number: found.number,
    usage: { since: usageSince(now), ...seen.usage },
    emptyBecause: found.emptyBecause,
    nodes: picture.nodes.map(view),
    groups: picture.groups,
    edges: picture.edges,
    paths: {
      items: page.items.map((path, at): BlastPathView => {
        const { used, lastUsedAt } = seen.used(path.key);
        return {
          key: path.key,
          kind: kindOfKey(path.key),
          hops: path.hops,
          used,
          lastUsedAt,
          steps: (steps[at] ?? []).map(({ key, by }) => {
            const node = view(key);
            return { key, kind: node.kind, id: node.id, name: node.name, by };
          }),
        };
      }),
      nextCursor: page.nextCursor,
      total: page.total,
    },
  };
}

const toTarget = (kind: string, id: string) => ({
  kind: kind === 'system' ? ('system' as const) : ('tool' as const),
  id,
});

const toDrawable = ({ key, kind, hops, rank, system }: FoundNode): Drawable => ({
  key,
  kind,
  hops,
  weight: rank,
  system,
});

/** What the input leaves of the graph. The focus always stays. */
function filterOf(found: Found, { hops, kinds, within }: BlastRadiusInput): (node: FoundNode) => boolean {
  return (node) =>
    node.key === found.focus ||
    ((hops === undefined || node.hops <= hops) &&
      (kinds === undefined || kinds.includes(node.kind)) &&
      (within === undefined ||
        node.system === within ||
        (found.direction === 'backwards' && node.kind === 'agent')));
}

/** A page of the ways that the input leaves. A cursor names the last one, and where it stood. */
function pageOf(found: Found, { hops, kinds, within, cursor, limit }: BlastRadiusInput) {
  const wanted = found.paths.filter(
    (path) =>
      (hops === undefined || path.hops <= hops) &&
      (kinds === undefined || kinds.includes(kindOfKey(path.key))) &&
      (within === undefined || isWithin(path, found, within)),
  );
  const [after, place] = fromCursor(cursor, 2) ?? [];
  const at = after === undefined ? -1 : wanted.findIndex(({ key }) => key === after);
  const from = after === undefined ? 0 : at === -1 ? Number(place) || 0 : at + 1;
  const items = wanted.slice(from, from + limit);
  const last = items.at(-1);
  const isMore = from + items.length < wanted.length;
  return {
    items,
    total: wanted.length,
    nextCursor: isMore && last !== undefined ? toCursor([last.key, String(from + items.length)]) : null,
  };
}

const isWithin = (path: FoundPath, found: Found, system: string): boolean =>
  found.nodes.get(path.key)?.system === system || path.steps().some(({ key }) => key === systemKey(system));

function countsOf(found: Found) {
  const counts = { agent: 0, tool: 0, system: 0, data: 0 };
  for (const { key, kind } of found.nodes.values()) if (key !== found.focus) counts[kind] += 1;
  return counts;
}
