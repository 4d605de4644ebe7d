import { contextOperations } from '@/lib/contract/shared-context';
import { serve } from '@/lib/http/route';
import { changeContext } from '@/lib/services/shared-context/change';
import { readContext } from '@/lib/services/shared-context/read';

export const dynamic = 'force-dynamic';

export const GET = serve(contextOperations.read, readContext);
export const PATCH = serve(contextOperations.change, changeContext);
