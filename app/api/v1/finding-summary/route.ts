import { findingOperations } from '@/lib/contract/finding';
import { serve } from '@/lib/http/route';
import { countFindings } from '@/lib/services/finding/count';

export const dynamic = 'force-dynamic';

export const GET = serve(findingOperations.summary, countFindings);
