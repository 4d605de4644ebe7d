import { setupOperations } from '@/lib/contract/setup';
import { serve } from '@/lib/http/route';
import { choosePreset } from '@/lib/services/setup/choose-preset';

export const dynamic = 'force-dynamic';

export const POST = serve(setupOperations.choosePreset, choosePreset);
