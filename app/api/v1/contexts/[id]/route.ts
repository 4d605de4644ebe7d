import { contextOperations } from '@/lib/contract/shared-context';
import { serve } from '@/lib/http/route';
import { readContext } from '@/lib/services/shared-context/read';

export const dynamic = 'force-dynamic';

export const GET = serve(contextOperations.read, readContext);
