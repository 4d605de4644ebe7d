import type { EndTaskInput, TaskDetail } from '@/lib/contract/task';
import { type Ctx, permit } from '../context';
import { endByCaller } from './end-by-caller';

/** The work failed: the task ends, and with it all that it was given. */
export async function failTask(ctx: Ctx, input: EndTaskInput): Promise<TaskDetail> {
  permit(ctx, 'task.fail');
  return endByCaller(ctx, input, 'fail');
}
