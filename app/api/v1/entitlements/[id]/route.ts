import { entitlementOperations } from '@/lib/contract/entitlement';
import { serve } from '@/lib/http/route';
import { readEntitlement } from '@/lib/services/entitlement/read';

export const dynamic = 'force-dynamic';

export const GET = serve(entitlementOperations.read, readEntitlement);
