import { notificationOperations } from '@/lib/contract/notification';
import { serve } from '@/lib/http/route';
import { listNotifications } from '@/lib/services/notification/list';

export const dynamic = 'force-dynamic';

export const GET = serve(notificationOperations.list, listNotifications);
