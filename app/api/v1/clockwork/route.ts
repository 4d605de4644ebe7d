import { clockworkOperations } from '@/lib/contract/clockwork';
import { serve } from '@/lib/http/route';
import { readClockwork } from '@/lib/services/clockwork/read';

export const dynamic = 'force-dynamic';

export const GET = serve(clockworkOperations.read, readClockwork);
