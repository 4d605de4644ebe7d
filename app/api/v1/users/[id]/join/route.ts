import { userOperations } from '@/lib/contract/user';
import { serve } from '@/lib/http/route';
import { joinUser } from '@/lib/services/user/join';

export const dynamic = 'force-dynamic';

export const POST = serve(userOperations.join, joinUser);
