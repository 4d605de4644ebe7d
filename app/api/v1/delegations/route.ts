import { delegationOperations } from '@/lib/contract/delegation';
import { serve } from '@/lib/http/route';
import { listDelegations } from '@/lib/services/delegation/list';

export const dynamic = 'force-dynamic';

export const GET = serve(delegationOperations.list, listDelegations);
