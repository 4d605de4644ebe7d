import { channelOperations } from '@/lib/contract/channel';
import { serve } from '@/lib/http/route';
import { createChannel } from '@/lib/services/channel/create';
import { listChannels } from '@/lib/services/channel/list';

export const dynamic = 'force-dynamic';

export const POST = serve(channelOperations.create, createChannel);
export const GET = serve(channelOperations.list, listChannels);
