import { toolOperations } from '@/lib/contract/tool';
import { serve } from '@/lib/http/route';
import { createTool } from '@/lib/services/tool/create';
import { listTools } from '@/lib/services/tool/list';

export const dynamic = 'force-dynamic';

export const GET = serve(toolOperations.list, listTools);
export const POST = serve(toolOperations.create, createTool);
