import { setupOperations } from '@/lib/contract/setup';
import { serve } from '@/lib/http/route';
import { removeDemo } from '@/lib/services/setup/remove-demo';

export const dynamic = 'force-dynamic';

export const POST = serve(setupOperations.removeDemo, removeDemo);
