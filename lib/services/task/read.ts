import type { TaskDetail, TaskIdInput } from '@/lib/contract/task';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { databaseNow, reader } from '../transaction';
import { permitTask } from './permit-task';
import { loadTaskDetail } from './view';

export async function readTask(ctx: Ctx, { id }: TaskIdInput): Promise<TaskDetail> {
  permit(ctx, 'task.list');
  const db = reader(ctx);
  const task = await db.task.findUnique({
    where: { id },
    select: { id: true, agentId: true, openedBy: true },
  });
  if (task === null) throw notFound('task', id);
  permitTask(ctx, task);
  return loadTaskDetail(db, ctx, id, await databaseNow(db));
}
