import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { canonicalJson } from './canonical';

/** The public half of a signing key, as anybody may have it. */
export type PublicJwk = { kty: 'OKP'; crv: 'Ed25519'; x: string };
export type Signer = { keyId: string; publicJwk: PublicJwk; privateKey: KeyObject };
/** What is signed: a signature of one kind never passes for one of the other. */
export type SignedKind = 'cordon-checkpoint' | 'cordon-receipt' | 'cordon-review';

/** The key's id: its thumbprint (RFC 7638), so no other key can be given out under it. */
export const keyIdOf = ({ crv, kty, x }: PublicJwk): string =>
  createHash('sha256').update(canonicalJson({ crv, kty, x })).digest('base64url');

/** The key in a JWK; null for what is not an Ed25519 public key. */
export function publicJwkFrom(value: unknown): PublicJwk | null {
  const { kty, crv, x } = (value ?? {}) as Record<string, unknown>;
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string') return null;
  return { kty, crv, x };
}

export function signerFromPem(pem: string): Signer {
  const privateKey = createPrivateKey(pem);
  const publicJwk = publicJwkFrom(createPublicKey(privateKey).export({ format: 'jwk' }));
  if (publicJwk === null) throw new Error('the signing key is not an Ed25519 key');
  return { keyId: keyIdOf(publicJwk), publicJwk, privateKey };
}

const base64url = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

/** A compact JWS over the text with its payload left out (RFC 7515, appendix F): the text stands beside it. */
export function signDetached(signer: Signer, kind: SignedKind, text: string): string {
  const header = base64url(canonicalJson({ alg: 'EdDSA', kid: signer.keyId, typ: `${kind}+jws` }));
  const signature = sign(null, Buffer.from(`${header}.${base64url(text)}`), signer.privateKey);
  return `${header}..${signature.toString('base64url')}`;
}

/** Public keys by id, ready to verify with. Ids that do not fit their key are left out. */
export class KeyRing {
  readonly #keys = new Map<string, KeyObject>();

  /** Whether the key was taken. */
  add(id: string, jwk: unknown): boolean {
    const key = publicJwkFrom(jwk);
    if (key === null || keyIdOf(key) !== id) return false;
    this.#keys.set(id, createPublicKey({ key: key as JsonWebKey, format: 'jwk' }));
    return true;
  }

  get(id: string): KeyObject | null {
    return this.#keys.get(id) ?? null;
  }
}

/** Why a detached signature does not prove the text; null when it does. */
export function signatureRefusal(
  keys: KeyRing,
  kind: SignedKind,
  jws: string,
  keyId: string,
  text: string,
): string | null {
  const [header, payload, signature, ...more] = jws.split('.');
  if (header === undefined || payload !== '' || signature === undefined || more.length > 0) {
    return 'its signature is not a detached JWS';
  }
  if (header !== base64url(canonicalJson({ alg: 'EdDSA', kid: keyId, typ: `${kind}+jws` }))) {
    return 'its signature was made for something else or by another key';
  }
  const key = keys.get(keyId);
  if (key === null) return `it was signed with an unknown key ${keyId}`;
  const bytes = Buffer.from(signature, 'base64url');
  // Not every spelling of base64url: one signature has one text.
  if (bytes.toString('base64url') !== signature) return 'its signature is not a detached JWS';
  const isGood = verify(null, Buffer.from(`${header}.${base64url(text)}`), key, bytes);
  return isGood ? null : 'its signature does not fit its record';
}
