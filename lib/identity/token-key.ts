import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { keyIdOf, type PublicJwk, publicJwkFrom } from '@/lib/ledger/signing';

/** A key that signs tokens. */
export type TokenSigner = { keyId: string; publicJwk: PublicJwk; privateKey: KeyObject };

/** PKCS #8 of an Ed25519 key is a fixed head before its 32 bytes. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The signing key that belongs to a salt: the same on every instance that holds the secret, and on no other.
 * The database keeps the salt and the public half alone, so a copy of it signs nothing.
 */
export function tokenSignerFrom(secret: string, salt: Uint8Array): TokenSigner {
  const seed = Buffer.from(hkdfSync('sha256', secret, salt, 'cordon token key', 32));
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicJwk = publicJwkFrom(createPublicKey(privateKey).export({ format: 'jwk' }));
  if (publicJwk === null) throw new Error('the token key is not an Ed25519 key');
  return { keyId: keyIdOf(publicJwk), publicJwk, privateKey };
}

/** The public half as a verifier needs it; null for what is no such key. */
export function tokenKeyFrom(publicJwk: unknown): KeyObject | null {
  const jwk = publicJwkFrom(publicJwk);
  return jwk === null ? null : createPublicKey({ key: { ...jwk }, format: 'jwk' });
}
