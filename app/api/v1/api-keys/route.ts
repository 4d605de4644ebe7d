import { apiKeyOperations } from '@/lib/contract/api-key';
import { serve } from '@/lib/http/route';
import { createApiKey } from '@/lib/services/api-key/create';
import { listApiKeys } from '@/lib/services/api-key/list';

export const dynamic = 'force-dynamic';

export const GET = serve(apiKeyOperations.list, listApiKeys);
export const POST = serve(apiKeyOperations.create, createApiKey);
