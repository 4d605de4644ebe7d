import { userOperations } from '@/lib/contract/user';
import { serve } from '@/lib/http/route';
import { resetPassword } from '@/lib/services/user/reset-password';

export const dynamic = 'force-dynamic';

export const POST = serve(userOperations.resetPassword, resetPassword);
