import { channelOperations } from '@/lib/contract/channel';
import { serve } from '@/lib/http/route';
import { rotateChannel } from '@/lib/services/channel/rotate';

export const dynamic = 'force-dynamic';

export const POST = serve(channelOperations.rotate, rotateChannel);
