import { taskOperations } from '@/lib/contract/task';
import { serve } from '@/lib/http/route';
import { listTasks } from '@/lib/services/task/list';
import { openTaskForCaller } from '@/lib/services/task/open-for-caller';

export const dynamic = 'force-dynamic';

export const GET = serve(taskOperations.list, listTasks);
export const POST = serve(taskOperations.open, openTaskForCaller);
