import { stopOperations } from '@/lib/contract/stop';
import { serve } from '@/lib/http/route';
import { createStop } from '@/lib/services/stop/create';
import { listStops } from '@/lib/services/stop/list';

export const dynamic = 'force-dynamic';

export const GET = serve(stopOperations.list, listStops);
export const POST = serve(stopOperations.create, createStop);
