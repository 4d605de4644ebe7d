import { systemOperations } from '@/lib/contract/system';
import { serve } from '@/lib/http/route';
import { changeSystem } from '@/lib/services/system/change';
import { readSystem } from '@/lib/services/system/read';

export const dynamic = 'force-dynamic';

export const GET = serve(systemOperations.read, readSystem);
export const PATCH = serve(systemOperations.change, changeSystem);
