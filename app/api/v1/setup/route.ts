import { setupOperations } from '@/lib/contract/setup';
import { serve } from '@/lib/http/route';
import { readSetup } from '@/lib/services/setup/read';

export const dynamic = 'force-dynamic';

export const GET = serve(setupOperations.read, readSetup);
