import { identityOperations } from '@/lib/contract/identity';
import { serve } from '@/lib/http/route';
import { addIdentity } from '@/lib/services/identity/add';
import { listIdentities } from '@/lib/services/identity/list';

export const dynamic = 'force-dynamic';

export const POST = serve(identityOperations.add, addIdentity);
export const GET = serve(identityOperations.list, listIdentities);
