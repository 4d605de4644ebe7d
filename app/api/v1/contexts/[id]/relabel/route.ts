import { contextOperations } from '@/lib/contract/shared-context';
import { serve } from '@/lib/http/route';
import { relabelContext } from '@/lib/services/shared-context/relabel';

export const dynamic = 'force-dynamic';

export const POST = serve(contextOperations.relabel, relabelContext);
