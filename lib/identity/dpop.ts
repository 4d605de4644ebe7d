import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeProtectedHeader, type JWK, jwtVerify } from 'jose';
import { asNotBelieved } from './assertion';
import { ALGORITHMS, isPublicSigningKey } from './key-set';
import { NotBelieved } from './refused';
import { JWT_SHAPE } from './task-token';

/** A proof is made for one request, now. */
const MAX_AGE_SECONDS = 60;
const AHEAD_SECONDS = 5;
const MAX_PROOF_LENGTH = 4096;
const HEADER = ['typ', 'alg', 'jwk'];

/** The request that a proof must have been made for. `header` is what came as `DPoP`, repetitions joined. */
export type Proof = { header: string | null; method: string; url: string };
/** Whose key it was, and what must be spent so that the proof is believed once. */
export type Proven = { jkt: string; jti: string; until: Date };

const refused = (message: string): NotBelieved => new NotBelieved('proof', `the DPoP proof ${message}`);

/**
 * Verifies a proof of possession (RFC 9449): made for this method, this address and this token, a moment ago, by
 * the key that it carries. Throws `NotBelieved`. The caller spends its id: until then it proves nothing.
 */
export async function verifyProof(proof: Proof, token: string | null, now: Date): Promise<Proven> {
  const text = proof.header ?? '';
  // Two headers arrive as one with a comma in it, which no proof has.
  if (text.length > MAX_PROOF_LENGTH || !JWT_SHAPE.test(text))
    throw refused('is missing, or is not exactly one');
  const jwk = keyIn(text);
  const { payload } = await jwtVerify(text, jwk, {
    algorithms: [...ALGORITHMS],
    typ: 'dpop+jwt',
    requiredClaims: ['jti', 'htm', 'htu', 'iat'],
    currentDate: now,
  }).catch((error: unknown) => {
    throw refused(`is not valid: ${asNotBelieved(error).message}`);
  });
  const { jti = '', htm, htu, iat = 0, ath } = payload;
  if (jti === '' || jti.length > 300) throw refused('has no usable jti');
  if (htm !== proof.method) throw refused('is made for another method');
  if (addressOf(htu) !== addressOf(proof.url)) throw refused('is made for another address');
  const age = now.getTime() / 1000 - iat;
  if (age > MAX_AGE_SECONDS || age < -AHEAD_SECONDS) throw refused('is not made now');
  if (token !== null && ath !== hashOf(token)) throw refused('is made for another token');
  const until = new Date((iat + 2 * MAX_AGE_SECONDS) * 1000);
  return { jkt: await calculateJwkThumbprint(jwk), jti, until };
}

/** The public key that the proof carries, and nothing else in its header. */
function keyIn(text: string): JWK {
  let header: Record<string, unknown>;
  try {
    header = decodeProtectedHeader(text) as Record<string, unknown>;
  } catch {
    throw refused('cannot be read');
  }
  if (Object.keys(header).some((name) => !HEADER.includes(name)))
    throw refused('says too much in its header');
  if (!isPublicSigningKey(header.jwk)) throw refused('carries no public key');
  return header.jwk;
}

/** An address without its query and fragment; null for what is none. */
function addressOf(text: unknown): string | null {
  if (typeof text !== 'string' || !URL.canParse(text)) return null;
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
