import { taskOperations } from '@/lib/contract/task';
import { serve } from '@/lib/http/route';
import { completeTask } from '@/lib/services/task/complete';

export const dynamic = 'force-dynamic';

export const POST = serve(taskOperations.complete, completeTask);
