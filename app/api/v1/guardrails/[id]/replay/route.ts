import { replayOperations } from '@/lib/contract/replay';
import { serve } from '@/lib/http/route';
import { startReplay } from '@/lib/services/replay/start';

export const dynamic = 'force-dynamic';

export const POST = serve(replayOperations.start, startReplay);
