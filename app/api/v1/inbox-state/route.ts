import { notificationOperations } from '@/lib/contract/notification';
import { serve } from '@/lib/http/route';
import { readInboxState } from '@/lib/services/notification/state';

export const dynamic = 'force-dynamic';

export const GET = serve(notificationOperations.state, readInboxState);
