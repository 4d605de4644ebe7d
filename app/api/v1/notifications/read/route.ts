import { notificationOperations } from '@/lib/contract/notification';
import { serve } from '@/lib/http/route';
import { markRead } from '@/lib/services/notification/mark-read';

export const dynamic = 'force-dynamic';

export const POST = serve(notificationOperations.read, markRead);
