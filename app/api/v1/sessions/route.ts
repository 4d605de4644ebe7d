import { sessionOperations } from '@/lib/contract/session';
import { serve } from '@/lib/http/route';
import { listSessions } from '@/lib/services/session/list';

export const dynamic = 'force-dynamic';

export const GET = serve(sessionOperations.list, listSessions);
