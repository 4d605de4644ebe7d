import { stopOperations } from '@/lib/contract/stop';
import { serve } from '@/lib/http/route';
import { readStop } from '@/lib/services/stop/read';

export const dynamic = 'force-dynamic';

export const GET = serve(stopOperations.read, readStop);
