import { channelOperations } from '@/lib/contract/channel';
import { serve } from '@/lib/http/route';
import { enableChannel } from '@/lib/services/channel/enable';

export const dynamic = 'force-dynamic';

export const POST = serve(channelOperations.enable, enableChannel);
