import { userOperations } from '@/lib/contract/user';
import { serve } from '@/lib/http/route';
import { disableUser } from '@/lib/services/user/disable';

export const dynamic = 'force-dynamic';

export const POST = serve(userOperations.disable, disableUser);
