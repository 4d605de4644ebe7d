import type { TaskWhereInput } from '@/lib/db/generated/models/Task';
import { type Ctx, permitAgent } from '../context';
import { forbidden } from '../errors';

type Subject = { id: string; agentId: string; openedBy: string };

/** Whether the caller is an enforcement point that its binding holds back. */
const isBound = ({ actor }: Ctx): boolean => actor.roles.includes('pep') && !actor.roles.includes('admin');

/**
 * Whether a key may speak about a task: about those that it opened itself, for whatever agent; and one that
 * is bound to agents, about theirs. A task token speaks about its own. Everybody else may.
 */
export function permitTask(ctx: Ctx, task: Subject): void {
  const { actor } = ctx;
  if (actor.taskId !== undefined && actor.taskId !== task.id) {
    throw forbidden(`this token does not speak for task \`${task.id}\``);
  }
  if (isBound(ctx) && task.openedBy === actor.id) return;
  permitAgent(ctx, task.agentId);
  if (isBound(ctx) && actor.agentIds.length === 0) {
    throw forbidden(`this key may not speak for task \`${task.id}\``);
  }
}

/** The same as a filter. */
export function visibleTasks(ctx: Ctx): TaskWhereInput {
  const { actor } = ctx;
  if (!isBound(ctx)) return {};
  if (actor.taskId !== undefined) return { id: actor.taskId };
  const opened = { openedBy: actor.id };
  return actor.agentIds.length > 0 ? { OR: [{ agentId: { in: [...actor.agentIds] } }, opened] } : opened;
}

/** The systems to which a key is bound; null when it is bound to none. */
export const boundSystems = (ctx: Ctx): readonly string[] | null =>
  isBound(ctx) && ctx.actor.systemIds.length > 0 ? ctx.actor.systemIds : null;
