import type { Prisma } from '@/lib/db/client';
import { publicJwkFrom } from '@/lib/ledger/signing';

export type Jwks = { keys: { kty: string; crv: string; x: string; kid: string; use: 'sig'; alg: 'EdDSA' }[] };

/** The public halves of all keys that ever signed: old receipts stay verifiable. Anybody may have them. */
export async function readPublicKeys(prisma: Prisma): Promise<Jwks> {
  const rows = await prisma.signingKey.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  return {
    keys: rows.flatMap(({ id, publicJwk }) => {
      const jwk = publicJwkFrom(publicJwk);
      return jwk === null ? [] : [{ ...jwk, kid: id, use: 'sig' as const, alg: 'EdDSA' as const }];
    }),
  };
}
