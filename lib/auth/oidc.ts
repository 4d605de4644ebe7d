import type { OAuthConfig } from 'next-auth/providers/oauth';

/** The part of an id token that we look at. */
export type IdToken = { iss: string; sub: string; email?: unknown; email_verified?: unknown; name?: unknown };

export const OIDC_ID = 'oidc';

/** What OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET configure; null when one of them is missing. */
export function oidcProvider(env: NodeJS.ProcessEnv = process.env): OAuthConfig<IdToken> | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer || !clientId || !clientSecret) return null;
  return {
    id: OIDC_ID,
    name: env.OIDC_NAME || 'single sign-on',
    type: 'oauth',
    issuer,
    wellKnown: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: 'openid email profile' } },
    // Who that is in Cordon is found out by `signInWithOidc`, from the token's claims.
    profile: (token) => ({ id: token.sub }),
  };
}

/** What may be shown of it: everything but the secret. Null when it is not configured. */
export function oidcSettings(
  env: NodeJS.ProcessEnv = process.env,
): { name: string; issuer: string; clientId: string } | null {
  const provider = oidcProvider(env);
  if (provider === null) return null;
  return { name: provider.name, issuer: String(provider.issuer), clientId: String(provider.clientId) };
}
