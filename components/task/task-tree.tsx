import { CornerDownRight } from 'lucide-react';
import { cx } from '@/components/ui/class-name';
import { Link } from '@/components/ui/link';
import { StateChip } from '@/components/ui/state-chip';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { TaskDetail, TaskTreeNode } from '@/lib/contract/task';
import { OPEN_TASK_STATES } from '@/lib/domain/task';
import { paths } from '@/lib/paths';

const INDENTS = ['pl-4', 'pl-9', 'pl-14', 'pl-19', 'pl-24', 'pl-29'] as const;
const indentOf = (depth: number) => INDENTS[Math.min(depth, INDENTS.length - 1)];

/** The nodes so that each stands before what was delegated from it. */
export function inTreeOrder(nodes: readonly TaskTreeNode[]): TaskTreeNode[] {
  const known = new Set(nodes.map(({ id }) => id));
  const below = (parent: string): TaskTreeNode[] =>
    nodes.filter(({ parentTask }) => parentTask === parent).flatMap((node) => [node, ...below(node.id)]);
  return nodes
    .filter(({ parentTask }) => parentTask === null || !known.has(parentTask))
    .flatMap((node) => [node, ...below(node.id)]);
}

/** Who delegated what to whom, and how each of it stands. */
export function TaskTree({ task }: { task: TaskDetail }) {
  return (
    <ul aria-label="Tree of delegations" className="py-1">
      {inTreeOrder(task.tree).map((node) => (
        <Node key={node.id} node={node} isThis={node.id === task.id} />
      ))}
    </ul>
  );
}

function Node({ node, isThis }: { node: TaskTreeNode; isThis: boolean }) {
  const isOpen = OPEN_TASK_STATES.includes(node.state);
  return (
    <li
      className={cx(
        'relative flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-1.5 pr-4',
        indentOf(node.depth),
        isThis ? 'bg-accent-tint' : 'hover:bg-hover',
      )}
    >
      <span className="flex min-w-0 grow basis-64 items-baseline gap-2">
        {node.depth > 0 && (
          <CornerDownRight aria-hidden="true" className="size-3.5 shrink-0 self-center text-muted" />
        )}
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <Link
            href={paths.task(node.id)}
            aria-current={isThis ? 'page' : undefined}
            className="rounded-sm font-medium after:absolute after:inset-0"
          >
            {node.agentName}
          </Link>
          <span className="text-muted"> · {node.purpose}</span>
          {isThis && <span className="font-medium text-accent"> · this one</span>}
        </span>
      </span>
      <StateChip state={node.state} />
      <span className="text-muted text-sm">
        {isOpen ? 'ends' : 'ended'}{' '}
        <TimeText at={isOpen ? node.endsAt : (node.endedAt ?? node.endsAt)} show="short" focusable={false} />
        {node.delegatedAt !== null && node.delegatedBy !== null && (
          <>
            {' '}
            · delegated <TimeText at={node.delegatedAt} show="short" focusable={false} /> by{' '}
            <ActorName id={node.delegatedBy} />
          </>
        )}
      </span>
    </li>
  );
}
