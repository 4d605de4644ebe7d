import { channelOperations } from '@/lib/contract/channel';
import { serve } from '@/lib/http/route';
import { testChannel } from '@/lib/services/channel/test';

export const dynamic = 'force-dynamic';

export const POST = serve(channelOperations.test, testChannel);
