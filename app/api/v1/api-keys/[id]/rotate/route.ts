import { apiKeyOperations } from '@/lib/contract/api-key';
import { serve } from '@/lib/http/route';
import { rotateApiKey } from '@/lib/services/api-key/rotate';

export const dynamic = 'force-dynamic';

export const POST = serve(apiKeyOperations.rotate, rotateApiKey);
