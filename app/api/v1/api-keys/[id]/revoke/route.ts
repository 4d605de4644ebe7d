import { apiKeyOperations } from '@/lib/contract/api-key';
import { serve } from '@/lib/http/route';
import { revokeApiKey } from '@/lib/services/api-key/revoke';

export const dynamic = 'force-dynamic';

export const POST = serve(apiKeyOperations.revoke, revokeApiKey);
