import { sessionOperations } from '@/lib/contract/session';
import { serve } from '@/lib/http/route';
import { readMe } from '@/lib/services/user/read-me';

export const dynamic = 'force-dynamic';

export const GET = serve(sessionOperations.me, readMe);
