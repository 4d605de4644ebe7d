'use client';

import '@xyflow/react/dist/base.css';
import {
  Background,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import { Bot, CircleDashed, Database, Layers, Server, Wrench } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useMemo } from 'react';
import { cx } from '@/components/ui/class-name';
import type { BlastGroupView, BlastNodeView, BlastRadiusView } from '@/lib/contract/blast-radius';
import { type GraphQuery, paths } from '@/lib/paths';
import { layOut } from './blast-layout';
import { countOf, KIND_NAMES, usedWords } from './blast-words';

type Shown = {
  node: BlastNodeView | null;
  group: BlastGroupView | null;
  isFocus: boolean;
  query: GraphQuery;
};
type FlowNode = Node<Shown, 'blast'>;

const ICONS = { agent: Bot, tool: Wrench, system: Server, data: Database };

/** Where pressing a node leads: to its own blast radius; a group to what stands in it. */
function hrefOf({ node, group, query }: Shown): string | null {
  if (group !== null) {
    return group.system === null
      ? paths.graph({ ...query, view: 'list', kinds: group.kind })
      : paths.graph({ ...query, within: group.system });
  }
  if (node === null || node.kind === 'data') return null;
  return paths.graph({ focus: node.key });
}

function wordsOf({ node, group, isFocus }: Shown): string {
  if (group !== null)
    return `${countOf(group.count, group.kind)} more${group.system ? ` of ${group.system}` : ''}`;
  if (node === null) return '';
  return [
    `${KIND_NAMES[node.kind].one} ${node.kind === 'tool' ? node.id : node.name}`,
    isFocus ? 'what is looked at' : '',
    node.detail,
    node.kind === 'tool' || node.kind === 'agent' ? usedWords(node.used) : '',
    node.weight === null ? '' : `adds ${node.weight}`,
    node.beyond.length > 0 ? `its secret can also do ${node.beyond.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function BlastNode({ data, id }: NodeProps<FlowNode>) {
  const router = useRouter();
  const { node, group, isFocus } = data;
  const kind = node?.kind ?? group?.kind ?? 'tool';
  const Icon = group === null ? ICONS[kind] : Layers;
  const href = hrefOf(data);
  const isUnused = node?.used === false && !isFocus;
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className="invisible" />
      <button
        type="button"
        data-node={id}
        aria-label={wordsOf(data)}
        title={wordsOf(data)}
        onClick={() => href !== null && router.push(href)}
        className={cx(
          'nopan pointer-events-auto flex h-10 w-52 items-center gap-2 rounded-md border bg-raised px-2 text-left text-ink text-xs',
          isFocus ? 'border-2 border-accent font-semibold' : 'border-edge',
          group !== null && 'border-dotted bg-sunken',
          isUnused && 'border-dashed text-muted',
        )}
      >
        <Icon aria-hidden="true" className="size-4 shrink-0" />
        <span className="min-w-0 grow">
          <span className="block truncate">
            {group === null ? node?.name : `+${countOf(group.count, group.kind)}`}
          </span>
          <span className="block truncate text-2xs text-muted">
            {group === null ? node?.detail : (group.system ?? 'in the list')}
          </span>
        </span>
        {isUnused && <CircleDashed aria-hidden="true" className="size-3.5 shrink-0 text-escalate-text" />}
        {node?.weight != null && <span className="shrink-0 text-2xs text-muted">{node.weight}</span>}
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} className="invisible" />
      <Handle type="source" id="aside" position={Position.Left} isConnectable={false} className="invisible" />
    </>
  );
}

const NODE_TYPES = { blast: BlastNode };
const DASHED: Record<string, string> = { motion: '6 3', own_rights: '6 3', delegates: '2 3', secret: '1 4' };

function toFlow(view: BlastRadiusView, query: GraphQuery): { nodes: FlowNode[]; edges: Edge[] } {
  const all = [
    ...view.nodes.map((node) => ({ key: node.key, kind: node.kind, label: node.name, node, group: null })),
    ...view.groups.map((group) => ({ key: group.key, kind: group.kind, label: '\uffff', node: null, group })),
  ];
  const places = layOut(all, view.edges, view.focus.key);
  const unused = new Set(view.nodes.filter(({ used }) => used === false).map(({ key }) => key));
  return {
    nodes: all.map(({ key, node, group }) => ({
      id: key,
      type: 'blast',
      position: places.get(key) ?? { x: 0, y: 0 },
      data: { node, group, isFocus: key === view.focus.key, query },
    })),
    edges: view.edges.map(({ from, to, kind }) => ({
      id: `${from} ${kind} ${to}`,
      source: from,
      target: to,
      // Within a column a line goes round on the left.
      ...(kind === 'delegates' && { sourceHandle: 'aside' }),
      markerEnd: { type: MarkerType.Arrow, width: 14, height: 14, color: 'var(--color-edge)' },
      style: {
        stroke: 'var(--color-edge)',
        strokeWidth: unused.has(from) || unused.has(to) ? 0.75 : 1.5,
        ...(DASHED[kind] !== undefined && { strokeDasharray: DASHED[kind] }),
      },
    })),
  };
}

/** A picture that needs no more than this is given no more. */
const SMALL_HEIGHT = 320;

type Props = { view: BlastRadiusView; query: GraphQuery };

/** The picture. Arrow keys walk it: right and left along the lines, up and down within a column. */
export function BlastCanvas({ view, query }: Props) {
  const { nodes, edges } = useMemo(() => toFlow(view, query), [view, query]);

  const isSmall = nodes.every(({ position }) => Math.abs(position.y) <= SMALL_HEIGHT / 2);

  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 'next', ArrowLeft: 'before', ArrowDown: 'below', ArrowUp: 'above' }[event.key];
    const from = (event.target as HTMLElement).dataset.node;
    if (step === undefined || from === undefined) return;
    event.preventDefault();
    const to = neighbour(nodes, edges, from, step);
    if (to === undefined) return;
    event.currentTarget.querySelector<HTMLElement>(`[data-node="${CSS.escape(to)}"]`)?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the buttons inside
    <div className={cx('min-h-80', isSmall ? 'h-96' : 'h-[70vh]')} onKeyDown={walk}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        fitView
        fitViewOptions={{ padding: 0.08, maxZoom: 1 }}
        minZoom={0.15}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        preventScrolling={false}
        zoomOnScroll={false}
        panOnScroll={false}
        proOptions={{ hideAttribution: true }}
        aria-label="The blast radius as a picture; the list of ways says the same"
      >
        <Background gap={24} color="var(--color-line)" />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function neighbour(nodes: readonly FlowNode[], edges: readonly Edge[], from: string, step: string) {
  if (step === 'next') return edges.find(({ source }) => source === from)?.target;
  if (step === 'before') return edges.find(({ target }) => target === from)?.source;
  const own = nodes.find(({ id }) => id === from);
  if (own === undefined) return undefined;
  const column = nodes
    .filter(({ position }) => position.x === own.position.x)
    .sort((a, b) => a.position.y - b.position.y);
  return column[column.indexOf(own) + (step === 'below' ? 1 : -1)]?.id;
}
