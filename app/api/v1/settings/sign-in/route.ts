import { oidcSettings } from '@/lib/auth/oidc';
import { settingsOperations } from '@/lib/contract/settings';
import { serve } from '@/lib/http/route';
import { readSignInSettings } from '@/lib/services/settings/sign-in';

export const dynamic = 'force-dynamic';

export const GET = serve(settingsOperations.signIn, (ctx) => readSignInSettings(ctx, oidcSettings()));
