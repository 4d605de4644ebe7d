import { channelOperations } from '@/lib/contract/channel';
import { serve } from '@/lib/http/route';
import { listDeliveries } from '@/lib/services/delivery/list';

export const dynamic = 'force-dynamic';

export const GET = serve(channelOperations.deliveries, listDeliveries);
