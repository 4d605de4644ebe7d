import { taskOperations } from '@/lib/contract/task';
import { serve } from '@/lib/http/route';
import { pauseTask } from '@/lib/services/task/pause';

export const dynamic = 'force-dynamic';

export const POST = serve(taskOperations.pause, pauseTask);
