import { replayOperations } from '@/lib/contract/replay';
import { serve } from '@/lib/http/route';
import { readReplay } from '@/lib/services/replay/read';

export const dynamic = 'force-dynamic';

export const GET = serve(replayOperations.read, readReplay);
