import { issuerOperations } from '@/lib/contract/issuer';
import { serve } from '@/lib/http/route';
import { readIssuer } from '@/lib/services/issuer/read';

export const dynamic = 'force-dynamic';

export const GET = serve(issuerOperations.read, readIssuer);
