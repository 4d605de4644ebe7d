import type { EndTaskInput, TaskDetail } from '@/lib/contract/task';
import { type Ctx, permit } from '../context';
import { endByCaller } from './end-by-caller';

/** The work is not wanted any more: the task ends, and with it all that it was given. */
export async function cancelTask(ctx: Ctx, input: EndTaskInput): Promise<TaskDetail> {
  permit(ctx, 'task.cancel');
  return endByCaller(ctx, input, 'cancel');
}
