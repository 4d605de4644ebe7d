import { userOperations } from '@/lib/contract/user';
import { serve } from '@/lib/http/route';
import { partUser } from '@/lib/services/user/part';

export const dynamic = 'force-dynamic';

export const POST = serve(userOperations.part, partUser);
