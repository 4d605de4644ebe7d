import { publicUrl } from '@/lib/auth/public-url';
import { ALGORITHMS } from '@/lib/identity/key-set';

export const dynamic = 'force-dynamic';

/** RFC 9728: who gives the tokens that this server takes. */
export function GET(): Response {
  const resource = publicUrl();
  return Response.json({
    resource,
    authorization_servers: [resource],
    jwks_uri: `${resource}/.well-known/jwks.json`,
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: ALGORITHMS,
  });
}
