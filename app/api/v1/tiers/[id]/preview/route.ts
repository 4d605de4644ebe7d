import { tierOperations } from '@/lib/contract/tier';
import { serve } from '@/lib/http/route';
import { previewTier } from '@/lib/services/tier/preview';

export const dynamic = 'force-dynamic';

export const POST = serve(tierOperations.preview, previewTier);
