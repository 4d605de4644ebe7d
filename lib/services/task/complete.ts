import type { EndTaskInput, TaskDetail } from '@/lib/contract/task';
import { type Ctx, permit } from '../context';
import { endByCaller } from './end-by-caller';

/** The work is done: the task ends, and with it all that it was given. */
export async function completeTask(ctx: Ctx, input: EndTaskInput): Promise<TaskDetail> {
  permit(ctx, 'task.complete');
  return endByCaller(ctx, input, 'complete');
}
