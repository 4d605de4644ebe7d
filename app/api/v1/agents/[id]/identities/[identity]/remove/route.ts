import { identityOperations } from '@/lib/contract/identity';
import { serve } from '@/lib/http/route';
import { removeIdentity } from '@/lib/services/identity/remove';

export const dynamic = 'force-dynamic';

export const POST = serve(identityOperations.remove, removeIdentity);
