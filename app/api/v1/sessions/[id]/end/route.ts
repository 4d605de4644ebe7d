import { sessionOperations } from '@/lib/contract/session';
import { serve } from '@/lib/http/route';
import { endOneSession } from '@/lib/services/session/end';

export const dynamic = 'force-dynamic';

export const POST = serve(sessionOperations.end, endOneSession);
