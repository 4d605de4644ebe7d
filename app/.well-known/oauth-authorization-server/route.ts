import { publicUrl } from '@/lib/auth/public-url';
import { DETAIL_TYPES, GRANT_TYPES } from '@/lib/contract/oauth';
import { ALGORITHMS } from '@/lib/identity/key-set';

export const dynamic = 'force-dynamic';

/** RFC 8414: where agents get their tokens, and with what. */
export function GET(): Response {
  const issuer = publicUrl();
  return Response.json({
    issuer,
    token_endpoint: `${issuer}/oauth/token`,
    introspection_endpoint: `${issuer}/oauth/introspect`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: [],
    grant_types_supported: Object.values(GRANT_TYPES),
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    token_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
    revocation_endpoint_auth_methods_supported: ['private_key_jwt'],
    revocation_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
    dpop_signing_alg_values_supported: ALGORITHMS,
    authorization_details_types_supported: DETAIL_TYPES,
  });
}
