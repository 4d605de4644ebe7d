import { entitlementOperations } from '@/lib/contract/entitlement';
import { serve } from '@/lib/http/route';
import { revokeEntitlement } from '@/lib/services/entitlement/revoke';

export const dynamic = 'force-dynamic';

export const POST = serve(entitlementOperations.revoke, revokeEntitlement);
