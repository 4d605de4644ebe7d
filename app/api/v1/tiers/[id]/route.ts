import { tierOperations } from '@/lib/contract/tier';
import { serve } from '@/lib/http/route';
import { readTier } from '@/lib/services/tier/read';
import { replaceTier } from '@/lib/services/tier/replace';

export const dynamic = 'force-dynamic';

export const GET = serve(tierOperations.read, readTier);
export const PUT = serve(tierOperations.replace, replaceTier);
