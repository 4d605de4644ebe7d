import type { Prisma } from '@/lib/db/client';
import { type Proof, verifyProof } from '@/lib/identity/dpop';
import { NotBelieved } from '@/lib/identity/refused';
import { databaseNow } from '../transaction';
import { spendJti } from './spend-jti';

/**
 * The thumbprint of the key that a request proves to hold; null where it says that it proves none. Each proof is
 * believed once, on whatever instance. Throws `NotBelieved`.
 */
export async function provenKey(
  prisma: Prisma,
  proof: Proof | null,
  token: string | null,
): Promise<string | null> {
  if (proof === null) return null;
  const { jkt, jti, until } = await verifyProof(proof, token, await databaseNow(prisma));
  if (!(await spendJti(prisma, ['dpop', jkt, jti], until))) {
    throw new NotBelieved('proof', 'the DPoP proof has been shown before');
  }
  return jkt;
}
