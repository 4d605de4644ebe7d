import { overviewOperations } from '@/lib/contract/overview';
import { serve } from '@/lib/http/route';
import { readOverview } from '@/lib/services/overview/read';

export const dynamic = 'force-dynamic';

export const GET = serve(overviewOperations.read, readOverview);
