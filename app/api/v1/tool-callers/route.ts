import { toolOperations } from '@/lib/contract/tool';
import { serve } from '@/lib/http/route';
import { listToolCallers } from '@/lib/services/tool/callers';

export const dynamic = 'force-dynamic';

export const GET = serve(toolOperations.callers, listToolCallers);
