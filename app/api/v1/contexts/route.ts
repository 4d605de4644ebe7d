import { contextOperations } from '@/lib/contract/shared-context';
import { serve } from '@/lib/http/route';
import { createContext } from '@/lib/services/shared-context/create';
import { listContexts } from '@/lib/services/shared-context/list';

export const dynamic = 'force-dynamic';

export const GET = serve(contextOperations.list, listContexts);
export const POST = serve(contextOperations.create, createContext);
