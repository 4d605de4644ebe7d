import { RevocationForm } from '@/lib/contract/oauth';
import { keyHolder, oauthRoute } from '@/lib/http/oauth';
import { revokeToken } from '@/lib/services/token/revoke';
import { revokeForClient } from '@/lib/services/token/revoke-for-client';

export const dynamic = 'force-dynamic';

export const POST = oauthRoute(RevocationForm, async (around, form) => {
  if (around.request.headers.has('authorization')) await revokeToken(await keyHolder(around), form.token);
  else await revokeForClient(around, form);
  return null;
});
