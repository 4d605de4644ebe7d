import { apiKeyOperations } from '@/lib/contract/api-key';
import { serve } from '@/lib/http/route';
import { readApiKey } from '@/lib/services/api-key/read';

export const dynamic = 'force-dynamic';

export const GET = serve(apiKeyOperations.read, readApiKey);
