import { settingsOperations } from '@/lib/contract/settings';
import { serve } from '@/lib/http/route';
import { readStorage } from '@/lib/services/settings/storage';

export const dynamic = 'force-dynamic';

export const GET = serve(settingsOperations.storage, readStorage);
