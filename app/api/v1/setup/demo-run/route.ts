import { setupOperations } from '@/lib/contract/setup';
import { serve } from '@/lib/http/route';
import { startDemoRun } from '@/lib/services/setup/demo-run';

export const dynamic = 'force-dynamic';

export const POST = serve(setupOperations.demoRun, startDemoRun);
