const DAY_MS = 24 * 3600_000;

/** Header names that a secret may not take: they say something else, or belong to the connection. */
const TAKEN =
  /^(host|connection|keep-alive|transfer-encoding|upgrade|te|trailer|expect|origin|referer|content-.*|accept.*|proxy-.*|mcp-.*|last-event-id|trace(parent|state))$/;

/** Why a secret cannot be sent under this name, in words; null when it can. */
export function headerRefusal(name: string): string | null {
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(name)) return 'must be the name of a header';
  return TAKEN.test(name) ? 'is a header that says something else' : null;
}

/** All that can be done with the secret at the system, where nobody has said it more narrowly. */
export const WHOLE_REACH = '*';

/** When a secret is to be replaced; null when nobody has set an age. */
export const rotationDueAt = (secret: { rotatedAt: Date; rotateAfterDays: number | null }): Date | null =>
  secret.rotateAfterDays === null
    ? null
    : new Date(secret.rotatedAt.getTime() + secret.rotateAfterDays * DAY_MS);
