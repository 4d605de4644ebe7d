import { taskOperations } from '@/lib/contract/task';
import { serve } from '@/lib/http/route';
import { relabelTask } from '@/lib/services/task/relabel';

export const dynamic = 'force-dynamic';

export const POST = serve(taskOperations.relabel, relabelTask);
