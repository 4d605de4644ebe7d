import { grantOperations } from '@/lib/contract/grant';
import { serve } from '@/lib/http/route';
import { revokeGrant } from '@/lib/services/grant/revoke';

export const dynamic = 'force-dynamic';

export const POST = serve(grantOperations.revoke, revokeGrant);
