const LEAST_BYTES = 32;

/** The secret that seals cookies, from NEXTAUTH_SECRET. Throws for one that is missing or short. */
export function authSecret(env: NodeJS.ProcessEnv = process.env): string {
  const secret = env.NEXTAUTH_SECRET ?? '';
  if (Buffer.byteLength(secret) < LEAST_BYTES) {
    throw new Error(`NEXTAUTH_SECRET must have at least ${LEAST_BYTES} bytes`);
  }
  return secret;
}
