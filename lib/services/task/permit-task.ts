import { type Ctx, permitAgent } from '../context';
import { forbidden } from '../errors';

type Subject = { id: string; agentId: string; openedBy: string };

/** Whether the caller is an enforcement point that its binding holds back. */
const isBound = ({ actor }: Ctx): boolean => actor.roles.includes('pep') && !actor.roles.includes('admin');

/**
 * Whether a key may speak about a task: one bound to agents, about theirs; one bound only to systems,
 * about the tasks that it opened itself. Everybody else may.
 */
export function permitTask(ctx: Ctx, task: Subject): void {
  permitAgent(ctx, task.agentId);
  const { actor } = ctx;
  if (isBound(ctx) && actor.agentIds.length === 0 && task.openedBy !== actor.id) {
    throw forbidden(`this key may not speak for task \`${task.id}\``);
  }
}

/** The same as a filter. */
export function visibleTasks(ctx: Ctx) {
  const { actor } = ctx;
  if (!isBound(ctx)) return {};
  return actor.agentIds.length > 0 ? { agentId: { in: [...actor.agentIds] } } : { openedBy: actor.id };
}

/** The systems to which a key is bound; null when it is bound to none. */
export const boundSystems = (ctx: Ctx): readonly string[] | null =>
  isBound(ctx) && ctx.actor.systemIds.length > 0 ? ctx.actor.systemIds : null;
