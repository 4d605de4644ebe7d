import { taskOperations } from '@/lib/contract/task';
import { serve } from '@/lib/http/route';
import { resumeTask } from '@/lib/services/task/resume';

export const dynamic = 'force-dynamic';

export const POST = serve(taskOperations.resume, resumeTask);
