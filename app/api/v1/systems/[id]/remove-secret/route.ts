import { systemOperations } from '@/lib/contract/system';
import { serve } from '@/lib/http/route';
import { removeSecret } from '@/lib/services/system/remove-secret';

export const dynamic = 'force-dynamic';

export const POST = serve(systemOperations.removeSecret, removeSecret);
