import { taskOperations } from '@/lib/contract/task';
import { serve } from '@/lib/http/route';
import { readTask } from '@/lib/services/task/read';

export const dynamic = 'force-dynamic';

export const GET = serve(taskOperations.read, readTask);
