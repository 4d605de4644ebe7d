import type { JWK } from 'jose';
import type { IdentityKind, IssuerKind } from '@/lib/domain/identity';
import { NotBelieved } from './refused';

const MAX_KEYS = 100;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const KEY_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e'];
const CURVES: Record<string, string> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** Signatures that a SPIFFE trust domain may use, word by word from its standard. */
export const SVID_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
] as const;
export const ALGORITHMS = [...SVID_ALGORITHMS, 'EdDSA'] as const;

export const algorithmsOf = (kind: IdentityKind): readonly string[] =>
  kind === 'spiffe' ? SVID_ALGORITHMS : ALGORITHMS;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a JWK is a public key of a kind that signs. */
export function isPublicSigningKey(jwk: unknown): jwk is JWK {
  if (!isObject(jwk) || PRIVATE_MEMBERS.some((name) => name in jwk)) return false;
  if (jwk.kty === 'RSA') return typeof jwk.n === 'string' && typeof jwk.e === 'string';
  if (jwk.kty === 'OKP') return jwk.crv === 'Ed25519' && typeof jwk.x === 'string';
  return (
    jwk.kty === 'EC' &&
    Object.values(CURVES).includes(String(jwk.crv)) &&
    typeof jwk.x === 'string' &&
    typeof jwk.y === 'string'
  );
}

/**
 * The keys of a set that may verify an issuer's assertions. What is of an unknown kind or for another use is
 * left out; an empty list is an answer, and means that nothing verifies. Throws a text for what is no set.
 */
export function signingKeysIn(kind: IssuerKind, value: unknown): JWK[] {
  if (!isObject(value) || !Array.isArray(value.keys)) throw new Error('this is no JWK set: it has no `keys`');
  if (value.keys.length > MAX_KEYS) throw new Error(`the set has more than ${MAX_KEYS} keys`);
  const isForUse = (jwk: JWK) =>
    kind === 'spiffe' ? jwk.use === 'jwt-svid' : jwk.use === undefined || jwk.use === 'sig';
  return value.keys.filter(isPublicSigningKey).filter(isForUse);
}

/** Whether a key can have made a signature of this algorithm, and says nothing else about itself. */
function fits(jwk: JWK, alg: string): boolean {
  const own = jwk.alg === 'Ed25519' ? 'EdDSA' : jwk.alg;
  if (own !== undefined && own !== alg) return false;
  if (/^[RP]S/.test(alg)) return jwk.kty === 'RSA';
  if (alg === 'EdDSA') return jwk.kty === 'OKP' && jwk.crv === 'Ed25519';
  return jwk.kty === 'EC' && jwk.crv === CURVES[alg];
}

/** The one key that a header means, by exact comparison; null when there is none or it is not plain which. */
export function keyFor(keys: readonly JWK[], header: { alg: string; kid: string | null }): JWK | null {
  const named = header.kid === null ? keys : keys.filter(({ kid }) => kid === header.kid);
  const fitting = named.filter((jwk) => fits(jwk, header.alg));
  const [key] = fitting;
  return fitting.length === 1 && key !== undefined ? key : null;
}

/**
 * The same as bare key material, where a failure is told. Its use and its algorithm have been compared, and the
 * use of a trust domain's keys is one that a verifier knows nothing of.
 */
export function requireKey(keys: readonly JWK[], header: { alg: string; kid: string | null }): JWK {
  const key = keyFor(keys, header);
  if (key === null) throw new NotBelieved('key', 'no known key of the issuer fits its header');
  const members = Object.entries(key).filter(([name]) => KEY_MEMBERS.includes(name));
  return Object.fromEntries(members) as unknown as JWK;
}
