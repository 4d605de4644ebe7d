import { channelOperations } from '@/lib/contract/channel';
import { serve } from '@/lib/http/route';
import { previewChannel } from '@/lib/services/channel/preview';

export const dynamic = 'force-dynamic';

export const POST = serve(channelOperations.preview, previewChannel);
