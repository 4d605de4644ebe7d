import { tierOperations } from '@/lib/contract/tier';
import { serve } from '@/lib/http/route';
import { listTiers } from '@/lib/services/tier/list';

export const dynamic = 'force-dynamic';

export const GET = serve(tierOperations.list, listTiers);
