import { decode } from 'next-auth/jwt';
import { isHttps } from './public-url';

/**
 * The session cookie's name. `__Host-` makes browsers insist on Secure, on this very host and on the
 * whole path, so that a neighbouring subdomain cannot plant one.
 */
export const sessionCookieName = (publicUrl: string): string =>
  isHttps(publicUrl) ? '__Host-cordon.session' : 'cordon.session';

export const cookieOptions = (publicUrl: string) =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps(publicUrl) }) as const;

/** The value of one cookie of a `Cookie` header; null when it is absent. The first of twins counts. */
export function cookieOf(header: string | null, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || null;
  }
  return null;
}

const SESSION_SECRET = /^[A-Za-z0-9_-]{43}$/;

/** The session secret in what the cookie's token says; null for any other shape. */
export function sessionSecretIn(token: unknown): string | null {
  const value = (token as { sid?: unknown } | null | undefined)?.sid;
  return typeof value === 'string' && SESSION_SECRET.test(value) ? value : null;
}

/** Opens the sealed cookie. Null for whatever we did not seal ourselves. */
export async function openCookie(value: string, secret: string): Promise<string | null> {
  try {
    return sessionSecretIn(await decode({ token: value, secret }));
  } catch {
    return null;
  }
}
