import { setupOperations } from '@/lib/contract/setup';
import { serve } from '@/lib/http/route';
import { dismissSetup } from '@/lib/services/setup/dismiss';

export const dynamic = 'force-dynamic';

export const POST = serve(setupOperations.dismiss, dismissSetup);
