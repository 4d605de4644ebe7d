import { blastRadiusOperations } from '@/lib/contract/blast-radius';
import { serve } from '@/lib/http/route';
import { readBlastRadius } from '@/lib/services/blast-radius/read';

export const dynamic = 'force-dynamic';

export const GET = serve(blastRadiusOperations.read, readBlastRadius);
