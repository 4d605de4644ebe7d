import { issuerOperations } from '@/lib/contract/issuer';
import { serve } from '@/lib/http/route';
import { testIssuer } from '@/lib/services/issuer/test';

export const dynamic = 'force-dynamic';

export const POST = serve(issuerOperations.test, testIssuer);
