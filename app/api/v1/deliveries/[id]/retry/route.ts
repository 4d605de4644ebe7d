import { channelOperations } from '@/lib/contract/channel';
import { serve } from '@/lib/http/route';
import { retryDelivery } from '@/lib/services/delivery/retry';

export const dynamic = 'force-dynamic';

export const POST = serve(channelOperations.retry, retryDelivery);
