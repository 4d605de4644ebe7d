import { savedViewOperations } from '@/lib/contract/saved-view';
import { serve } from '@/lib/http/route';
import { createSavedView } from '@/lib/services/saved-view/create';
import { listSavedViews } from '@/lib/services/saved-view/list';

export const dynamic = 'force-dynamic';

export const GET = serve(savedViewOperations.list, listSavedViews);
export const POST = serve(savedViewOperations.create, createSavedView);
