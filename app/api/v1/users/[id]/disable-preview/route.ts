import { userOperations } from '@/lib/contract/user';
import { serve } from '@/lib/http/route';
import { previewDisableUser } from '@/lib/services/user/preview-disable';

export const dynamic = 'force-dynamic';

export const GET = serve(userOperations.previewDisable, previewDisableUser);
