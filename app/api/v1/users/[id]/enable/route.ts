import { userOperations } from '@/lib/contract/user';
import { serve } from '@/lib/http/route';
import { enableUser } from '@/lib/services/user/enable';

export const dynamic = 'force-dynamic';

export const POST = serve(userOperations.enable, enableUser);
