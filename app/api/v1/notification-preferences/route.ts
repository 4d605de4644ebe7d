import { notificationOperations } from '@/lib/contract/notification';
import { serve } from '@/lib/http/route';
import { preferNotifications } from '@/lib/services/notification/prefer';
import { readPreferences } from '@/lib/services/notification/preferences';

export const dynamic = 'force-dynamic';

export const GET = serve(notificationOperations.preferences, readPreferences);
export const PATCH = serve(notificationOperations.prefer, preferNotifications);
