import { randomBytes } from 'node:crypto';
import type { Prisma } from '@/lib/db/client';
import { type TokenSigner, tokenSignerFrom } from '@/lib/identity/token-key';
import { processTokenSecret } from '@/lib/identity/token-secret';

const known = new Map<string, TokenSigner>();
const SALT_BYTES = 32;

/**
 * The key that signs tokens now: the newest that is not retired and that this instance's secret can make. The
 * first token makes the first key.
 */
export async function tokenSigner(prisma: Prisma): Promise<TokenSigner> {
  const rows = await prisma.tokenKey.findMany({
    where: { retiredAt: null, withdrawnAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  });
  for (const { id, salt } of rows) {
    const signer = signerOf(salt);
    if (signer.keyId === id) return signer;
  }
  return addTokenKey(prisma);
}

/** A new key, from which on tokens are signed. Verifiers find it in the key set before the first token comes. */
export async function addTokenKey(prisma: Pick<Prisma, 'tokenKey'>): Promise<TokenSigner> {
  const salt = randomBytes(SALT_BYTES);
  const signer = signerOf(salt);
  await prisma.tokenKey.create({ data: { id: signer.keyId, salt, publicJwk: { ...signer.publicJwk } } });
  return signer;
}

function signerOf(salt: Uint8Array): TokenSigner {
  const name = Buffer.from(salt).toString('base64');
  const signer = known.get(name) ?? tokenSignerFrom(processTokenSecret(), salt);
  known.set(name, signer);
  return signer;
}
