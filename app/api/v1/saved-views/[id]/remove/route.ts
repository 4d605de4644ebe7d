import { savedViewOperations } from '@/lib/contract/saved-view';
import { serve } from '@/lib/http/route';
import { removeSavedView } from '@/lib/services/saved-view/remove';

export const dynamic = 'force-dynamic';

export const POST = serve(savedViewOperations.remove, removeSavedView);
