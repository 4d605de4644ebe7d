import { stopOperations } from '@/lib/contract/stop';
import { serve } from '@/lib/http/route';
import { previewStop } from '@/lib/services/stop/preview';

export const dynamic = 'force-dynamic';

export const GET = serve(stopOperations.effects, previewStop);
