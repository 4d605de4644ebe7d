import { settingsOperations } from '@/lib/contract/settings';
import { serve } from '@/lib/http/route';
import { readAbout } from '@/lib/services/settings/about';

export const dynamic = 'force-dynamic';

export const GET = serve(settingsOperations.about, readAbout);
