import type { EndTaskInput, TaskDetail } from '@/lib/contract/task';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { lockTask } from './load';
import { moveTask } from './move';
import { loadTaskDetail } from './view';

/** Pauses a task: no decision that starts later allows anything of it. Its clock and its grants run on. */
export async function pauseTask(ctx: Ctx, { id, reason }: EndTaskInput): Promise<TaskDetail> {
  permit(ctx, 'task.pause');
  return inTransaction(ctx, async (tx, now) => {
    const task = await lockTask(tx, ctx, id);
    await moveTask(tx, now, task, 'pause');
    await writeAudit(tx, ctx, now, {
      event: 'task.paused',
      subject: { kind: 'task', id },
      details: { agent: task.agentId, reason: reason ?? null },
    });
    return loadTaskDetail(tx, ctx, id, now);
  });
}
