import { TokenRequest } from '@/lib/contract/oauth';
import { oauthRoute, proofIn } from '@/lib/http/oauth';
import { foreseeTools } from '@/lib/pdp/foresee-tools';
import { liveRuntime } from '@/lib/pdp/runtime';
import { exchangeToken } from '@/lib/services/token/exchange';

export const dynamic = 'force-dynamic';

export const POST = oauthRoute(TokenRequest, ({ request, ...around }, form) =>
  exchangeToken(
    {
      ...around,
      proof: proofIn(request, around.publicUrl),
      foresee: async (token, tools) => foreseeTools((await liveRuntime()).evaluator, token, tools),
    },
    form,
  ),
);
