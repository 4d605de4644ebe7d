import { findingOperations } from '@/lib/contract/finding';
import { serve } from '@/lib/http/route';
import { listFindings } from '@/lib/services/finding/list';

export const dynamic = 'force-dynamic';

export const GET = serve(findingOperations.list, listFindings);
