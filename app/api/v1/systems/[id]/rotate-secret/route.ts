import { systemOperations } from '@/lib/contract/system';
import { serve } from '@/lib/http/route';
import { rotateSecret } from '@/lib/services/system/rotate-secret';

export const dynamic = 'force-dynamic';

export const POST = serve(systemOperations.rotateSecret, rotateSecret);
