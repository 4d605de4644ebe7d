import { entitlementOperations } from '@/lib/contract/entitlement';
import { serve } from '@/lib/http/route';
import { createEntitlement } from '@/lib/services/entitlement/create';
import { listEntitlements } from '@/lib/services/entitlement/list';

export const dynamic = 'force-dynamic';

export const GET = serve(entitlementOperations.list, listEntitlements);
export const POST = serve(entitlementOperations.create, createEntitlement);
