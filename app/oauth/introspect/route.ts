import { TokenForm } from '@/lib/contract/oauth';
import { keyHolder, oauthRoute } from '@/lib/http/oauth';
import { introspectToken } from '@/lib/services/token/introspect';

export const dynamic = 'force-dynamic';

export const POST = oauthRoute(TokenForm, async (around, { token }) =>
  introspectToken(await keyHolder(around), token),
);
