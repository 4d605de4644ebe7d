import { issuerOperations } from '@/lib/contract/issuer';
import { serve } from '@/lib/http/route';
import { rotateIssuer } from '@/lib/services/issuer/rotate';

export const dynamic = 'force-dynamic';

export const POST = serve(issuerOperations.rotate, rotateIssuer);
