import { replayOperations } from '@/lib/contract/replay';
import { serve } from '@/lib/http/route';
import { listReplays } from '@/lib/services/replay/list';

export const dynamic = 'force-dynamic';

export const GET = serve(replayOperations.list, listReplays);
