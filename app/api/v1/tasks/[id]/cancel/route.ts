import { taskOperations } from '@/lib/contract/task';
import { serve } from '@/lib/http/route';
import { cancelTask } from '@/lib/services/task/cancel';

export const dynamic = 'force-dynamic';

export const POST = serve(taskOperations.cancel, cancelTask);
