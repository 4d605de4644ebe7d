import type { EndTaskInput, TaskDetail } from '@/lib/contract/task';
import type { Ctx } from '../context';
import { inTransaction } from '../transaction';
import { type EndMove, endTasks } from './end';
import { lockTask } from './load';
import { loadTaskDetail } from './view';

/** What complete, fail and cancel have in common. The verb has asked for its permission. */
export async function endByCaller(
  ctx: Ctx,
  { id, reason }: EndTaskInput,
  move: Exclude<EndMove, 'expire'>,
): Promise<TaskDetail> {
  return inTransaction(ctx, async (tx, now) => {
    const task = await lockTask(tx, ctx, id);
    await endTasks(tx, ctx, now, [{ task, move, reason: reason ?? null }]);
    return loadTaskDetail(tx, ctx, id, now);
  });
}
