import { issuerOperations } from '@/lib/contract/issuer';
import { serve } from '@/lib/http/route';
import { disableIssuer } from '@/lib/services/issuer/disable';

export const dynamic = 'force-dynamic';

export const POST = serve(issuerOperations.disable, disableIssuer);
