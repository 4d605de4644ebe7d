import { taskOperations } from '@/lib/contract/task';
import { serve } from '@/lib/http/route';
import { failTask } from '@/lib/services/task/fail';

export const dynamic = 'force-dynamic';

export const POST = serve(taskOperations.fail, failTask);
