import type { Prisma } from '@/lib/db/client';
import { publicJwkFrom } from '@/lib/ledger/signing';
import { databaseNow } from '../transaction';

/** For how long a key that signs no more tokens is told: longer than a token lives. */
const TOLD_AFTER_MS = 3_600_000;

export type Jwks = { keys: { kty: string; crv: string; x: string; kid: string; use: 'sig'; alg: 'EdDSA' }[] };

/**
 * The public halves of all keys that ever signed receipts, which stay verifiable, and of those that sign tokens.
 * Anybody may have them.
 */
export async function readPublicKeys(prisma: Prisma): Promise<Jwks> {
  const orderBy = [{ createdAt: 'asc' }, { id: 'asc' }] as const;
  const receipts = await prisma.signingKey.findMany({ orderBy: [...orderBy] });
  const since = new Date((await databaseNow(prisma)).getTime() - TOLD_AFTER_MS);
  const tokens = await prisma.tokenKey.findMany({
    where: { withdrawnAt: null, OR: [{ retiredAt: null }, { retiredAt: { gt: since } }] },
    orderBy: [...orderBy],
  });
  return {
    keys: [...receipts, ...tokens].flatMap(({ id, publicJwk }) => {
      const jwk = publicJwkFrom(publicJwk);
      return jwk === null ? [] : [{ ...jwk, kid: id, use: 'sig' as const, alg: 'EdDSA' as const }];
    }),
  };
}
