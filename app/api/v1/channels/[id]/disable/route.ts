import { channelOperations } from '@/lib/contract/channel';
import { serve } from '@/lib/http/route';
import { disableChannel } from '@/lib/services/channel/disable';

export const dynamic = 'force-dynamic';

export const POST = serve(channelOperations.disable, disableChannel);
