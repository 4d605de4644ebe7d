import { entitlementOperations } from '@/lib/contract/entitlement';
import { serve } from '@/lib/http/route';
import { narrowEntitlement } from '@/lib/services/entitlement/narrow';

export const dynamic = 'force-dynamic';

export const POST = serve(entitlementOperations.narrow, narrowEntitlement);
