import { TokenRequest } from '@/lib/contract/oauth';
import { oauthRoute } from '@/lib/http/oauth';
import { exchangeToken } from '@/lib/services/token/exchange';

export const dynamic = 'force-dynamic';

export const POST = oauthRoute(TokenRequest, exchangeToken);
