import { userOperations } from '@/lib/contract/user';
import { serve } from '@/lib/http/route';
import { createUser } from '@/lib/services/user/create';
import { listUsers } from '@/lib/services/user/list';

export const dynamic = 'force-dynamic';

export const GET = serve(userOperations.list, listUsers);
export const POST = serve(userOperations.create, createUser);
