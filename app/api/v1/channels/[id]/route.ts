import { channelOperations } from '@/lib/contract/channel';
import { serve } from '@/lib/http/route';
import { changeChannel } from '@/lib/services/channel/change';

export const dynamic = 'force-dynamic';

export const PATCH = serve(channelOperations.change, changeChannel);
