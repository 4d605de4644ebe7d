import type { AuthOptions, DefaultSession } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { SignInInput } from '@/lib/contract/session';
import type { Role } from '@/lib/domain/role';
import type { Ctx } from '@/lib/services/context';
import { isServiceError } from '@/lib/services/errors';
import { endSession } from '@/lib/services/user/session-end';
import type { Origin, SignedIn } from '@/lib/services/user/session-start';
import { signInWithOidc } from '@/lib/services/user/sign-in-with-oidc';
import { signInWithPassword } from '@/lib/services/user/sign-in-with-password';
import { cookieOptions, sessionCookieName, sessionSecretIn } from './cookie';
import { type IdToken, OIDC_ID, oidcProvider } from './oidc';
import { isHttps } from './public-url';
import { authSecret } from './secret';
import { findSession } from './session';

declare module 'next-auth' {
  interface Session {
    user: { id: string; name: string; email: string; roles: readonly Role[] };
  }
}

const SESSION_SECONDS = 12 * 3600;

/** One request to next-auth, with what comes of it that next-auth itself cannot carry. */
export type Visit = {
  ctx: Ctx;
  origin: Origin;
  /** The session that the browser came with. A sign-in replaces it. */
  previous: string | null;
  started: SignedIn | null;
  failure: unknown;
};

/**
 * How next-auth works here: it seals and opens the cookie and speaks with the identity provider. Who may
 * sign in, and which sessions live, is decided by our verbs and the sessions table, at every request.
 */
export function authOptions(visit: Visit): AuthOptions {
  const { ctx } = visit;
  const oidc = oidcProvider();

  /** next-auth puts the text of an error into a URL; ours stays here, and the handler tells it. */
  async function guarded<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      visit.failure = error;
      throw new Error('failed');
    }
  }

  async function begin(started: SignedIn | null): Promise<SignedIn | null> {
    visit.started = started;
    if (started !== null && visit.previous !== null) await endSession(ctx, visit.previous, 'replaced');
    return started;
  }

  return {
    secret: authSecret(),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    jwt: { maxAge: SESSION_SECONDS },
    useSecureCookies: isHttps(ctx.publicUrl),
    cookies: cookies(ctx.publicUrl),
    pages: { signIn: '/sign-in', signOut: '/sign-out', error: '/sign-in' },
    logger: { error: logError, warn: () => {}, debug: () => {} },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: (sent) =>
          guarded(async () => {
            const { email, password } = SignInInput.parse(sent);
            const started = await begin(await signInWithPassword(ctx, { email, password }, visit.origin));
            return started === null ? null : started.user;
          }),
      }),
      ...(oidc === null ? [] : [oidc]),
    ],
    callbacks: {
      signIn: ({ account, profile }) =>
        guarded(async () => {
          if (account?.provider !== OIDC_ID) return visit.started !== null;
          const { iss, sub, email, email_verified } = profile as IdToken;
          const claims = {
            issuer: iss,
            subject: sub,
            email: typeof email === 'string' ? email : null,
            emailVerified: email_verified === true,
          };
          return (await begin(await signInWithOidc(ctx, claims, visit.origin))) !== null;
        }),
      // Only the secret goes into the cookie: names and roles are read anew with every request.
      jwt: ({ token }) => ({ sid: visit.started?.secret ?? sessionSecretIn(token) }),
      session: async ({ session, token }) => {
        const secret = sessionSecretIn(token);
        const live = secret === null ? null : await findSession(ctx.prisma, secret);
        // next-auth answers `{}` and clears the cookie.
        if (live === null) throw new Error('the session has ended');
        return { expires: session.expires, user: live.user } satisfies DefaultSession;
      },
    },
    events: {
      signOut: ({ token }) =>
        guarded(async () => {
          const secret = sessionSecretIn(token);
          if (secret !== null) await endSession(ctx, secret, 'signed_out');
        }),
    },
  };
}

function cookies(publicUrl: string): AuthOptions['cookies'] {
  const name = (last: string) => sessionCookieName(publicUrl).replace(/session$/, last);
  const options = cookieOptions(publicUrl);
  const short = { ...options, maxAge: 15 * 60 };
  return {
    sessionToken: { name: name('session'), options },
    callbackUrl: { name: name('callback'), options },
    csrfToken: { name: name('csrf'), options },
    pkceCodeVerifier: { name: name('pkce'), options: short },
    state: { name: name('state'), options: short },
    nonce: { name: name('nonce'), options: short },
  };
}

/** A session that has ended is no error; of the others, the text alone: what hangs on it may hold tokens. */
function logError(code: string, metadata: unknown): void {
  if (code === 'JWT_SESSION_ERROR' || isServiceError(metadata)) return;
  const { error } = metadata as { error?: unknown };
  const cause = metadata instanceof Error ? metadata : error;
  console.error(`sign-in: ${code}: ${cause instanceof Error ? cause.message : 'no text'}`);
}
