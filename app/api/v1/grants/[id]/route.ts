import { grantOperations } from '@/lib/contract/grant';
import { serve } from '@/lib/http/route';
import { readGrant } from '@/lib/services/grant/read';

export const dynamic = 'force-dynamic';

export const GET = serve(grantOperations.read, readGrant);
