import { systemOperations } from '@/lib/contract/system';
import { serve } from '@/lib/http/route';
import { createSystem } from '@/lib/services/system/create';
import { listSystems } from '@/lib/services/system/list';

export const dynamic = 'force-dynamic';

export const GET = serve(systemOperations.list, listSystems);
export const POST = serve(systemOperations.create, createSystem);
