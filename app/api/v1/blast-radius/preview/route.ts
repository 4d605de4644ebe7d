import { blastRadiusOperations } from '@/lib/contract/blast-radius';
import { serve } from '@/lib/http/route';
import { previewBlastRadius } from '@/lib/services/blast-radius/preview';

export const dynamic = 'force-dynamic';

export const POST = serve(blastRadiusOperations.preview, previewBlastRadius);
