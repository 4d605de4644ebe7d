import type { TaskDetail, TaskIdInput } from '@/lib/contract/task';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { lockTask } from './load';
import { moveTask } from './move';
import { loadTaskDetail } from './view';

/** Resumes a paused task with what is left of its grants: those that ran out meanwhile stay ended. */
export async function resumeTask(ctx: Ctx, { id }: TaskIdInput): Promise<TaskDetail> {
  permit(ctx, 'task.resume');
  return inTransaction(ctx, async (tx, now) => {
    const task = await lockTask(tx, ctx, id);
    await moveTask(tx, now, task, 'resume');
    await writeAudit(tx, ctx, now, {
      event: 'task.resumed',
      subject: { kind: 'task', id },
      details: { agent: task.agentId },
    });
    return loadTaskDetail(tx, ctx, id, now);
  });
}
