import { issuerOperations } from '@/lib/contract/issuer';
import { serve } from '@/lib/http/route';
import { enableIssuer } from '@/lib/services/issuer/enable';

export const dynamic = 'force-dynamic';

export const POST = serve(issuerOperations.enable, enableIssuer);
