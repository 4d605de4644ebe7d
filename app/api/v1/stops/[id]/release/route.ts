import { stopOperations } from '@/lib/contract/stop';
import { serve } from '@/lib/http/route';
import { releaseStop } from '@/lib/services/stop/release';

export const dynamic = 'force-dynamic';

export const POST = serve(stopOperations.release, releaseStop);
