import type { SignInSettings } from '@/lib/contract/settings';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';

/** What the environment says of single sign-on; never its secret. */
export type OidcSettings = { name: string; issuer: string; clientId: string };

/** How people can sign in, and how many do so. It is set by the environment, and only read here. */
export async function readSignInSettings(ctx: Ctx, oidc: OidcSettings | null): Promise<SignInSettings> {
  permit(ctx, 'settings.read');
  const db = reader(ctx);
  const [password, linked] = await Promise.all([
    db.user.count({ where: { disabledAt: null, passwordHash: { not: null } } }),
    db.user.count({ where: { disabledAt: null, oidcSubject: { not: null } } }),
  ]);
  return {
    password: { people: password },
    oidc:
      oidc === null
        ? null
        : { ...oidc, redirectUri: `${ctx.publicUrl}/api/auth/callback/oidc`, people: linked },
  };
}
