import type { TaskTreeNode } from '@/lib/contract/task';
import type { Tx } from '@/lib/db/client';
import { OPEN_TASK_STATES, taskStateAt } from '@/lib/domain/task';
import type { Ctx } from '../context';
import { visibleTasks } from '../task/permit-task';

const MOST_NODES = 500;

/**
 * The whole tree of delegations in which a task stands, a parent before its children; empty for a task that
 * neither was delegated nor delegates. A bound key sees of it only its own tasks.
 */
export async function loadTree(tx: Tx, ctx: Ctx, taskId: string, now: Date): Promise<TaskTreeNode[]> {
  const own = await tx.delegation.findUnique({ where: { taskId }, select: { rootTaskId: true } });
  const root = own?.rootTaskId ?? taskId;
  const below = await tx.delegation.findMany({
    where: { rootTaskId: root },
    orderBy: [{ depth: 'asc' }, { taskId: 'asc' }],
    take: MOST_NODES,
  });
  if (below.length === 0) return [];
  const tasks = await tx.task.findMany({
    where: { AND: [{ id: { in: [root, ...below.map((edge) => edge.taskId)] } }, visibleTasks(ctx)] },
    select: {
      id: true,
      purpose: true,
      agentId: true,
      state: true,
      endsAt: true,
      endedAt: true,
      agent: { select: { name: true } },
    },
  });
  const edges = new Map(below.map((edge) => [edge.taskId, edge]));
  return tasks
    .map((task): TaskTreeNode => {
      const edge = edges.get(task.id);
      return {
        id: task.id,
        agent: task.agentId,
        agentName: task.agent.name,
        purpose: task.purpose,
        state: taskStateAt(task, now),
        endsAt: task.endsAt,
        endedAt: task.endedAt,
        depth: edge?.depth ?? 0,
        parentTask: edge?.parentTaskId ?? null,
        delegatedAt: edge?.delegatedAt ?? null,
        delegatedBy: edge?.delegatedBy ?? null,
      };
    })
    .sort((a, b) => a.depth - b.depth || (a.id < b.id ? -1 : 1));
}

/** How many open tasks stand below one: what ends with it. */
export function openBelow(tree: readonly TaskTreeNode[], taskId: string): number {
  const below = new Set([taskId]);
  let open = 0;
  for (const { id, parentTask, state } of tree) {
    if (parentTask === null || !below.has(parentTask)) continue;
    below.add(id);
    if (OPEN_TASK_STATES.includes(state)) open += 1;
  }
  return open;
}
