import { issuerOperations } from '@/lib/contract/issuer';
import { serve } from '@/lib/http/route';
import { createIssuer } from '@/lib/services/issuer/create';
import { listIssuers } from '@/lib/services/issuer/list';

export const dynamic = 'force-dynamic';

export const POST = serve(issuerOperations.create, createIssuer);
export const GET = serve(issuerOperations.list, listIssuers);
