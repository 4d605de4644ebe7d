import type { RelabelInput } from '@/lib/contract/shared-context';
import type { TaskDetail } from '@/lib/contract/task';
import { type Ctx, permit } from '../context';
import { labelColumns, labelSelect, labelsOfRow } from '../label/columns';
import { noteRelabel, withNewLabels } from '../label/relabel';
import { inTransaction } from '../transaction';
import { lockTask } from './load';
import { loadTaskDetail } from './view';

/**
 * Sets a task's labels in the name of a person. Who says that nothing untrusted is left in it says that what
 * it did so far was in order, so its drift begins anew.
 */
export async function relabelTask(ctx: Ctx, { id, labels, reason }: RelabelInput): Promise<TaskDetail> {
  permit(ctx, 'task.relabel');
  return inTransaction(ctx, async (tx, now) => {
    await lockTask(tx, ctx, id);
    await tx.$queryRaw`SELECT task_id FROM task_live WHERE task_id = ${id} FOR UPDATE`;
    const live = await tx.taskLive.findUniqueOrThrow({ where: { taskId: id }, select: labelSelect });
    const before = labelsOfRow(live);
    const after = withNewLabels(before, labels);
    await noteRelabel(tx, ctx, now, { kind: 'task', id }, { before, after, reason });
    await tx.taskLive.update({
      where: { taskId: id },
      data: { ...labelColumns(after), ...(before.untrusted && !after.untrusted && { drift: 0 }) },
    });
    return loadTaskDetail(tx, ctx, id, now);
  });
}
