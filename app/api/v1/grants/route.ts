import { grantOperations } from '@/lib/contract/grant';
import { serve } from '@/lib/http/route';
import { createGrant } from '@/lib/services/grant/create';
import { listGrants } from '@/lib/services/grant/list';

export const dynamic = 'force-dynamic';

export const GET = serve(grantOperations.list, listGrants);
export const POST = serve(grantOperations.create, createGrant);
