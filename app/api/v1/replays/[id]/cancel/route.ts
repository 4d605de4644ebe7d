import { replayOperations } from '@/lib/contract/replay';
import { serve } from '@/lib/http/route';
import { cancelReplay } from '@/lib/services/replay/cancel';

export const dynamic = 'force-dynamic';

export const POST = serve(replayOperations.cancel, cancelReplay);
