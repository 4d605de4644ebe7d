import { userOperations } from '@/lib/contract/user';
import { serve } from '@/lib/http/route';
import { changeUser } from '@/lib/services/user/change';
import { readUser } from '@/lib/services/user/read';

export const dynamic = 'force-dynamic';

export const GET = serve(userOperations.read, readUser);
export const PATCH = serve(userOperations.change, changeUser);
