import { decodeJwt, decodeProtectedHeader, errors, type JWK, type JWTPayload, jwtVerify } from 'jose';
import type { IdentityKind } from '@/lib/domain/identity';
import { algorithmsOf, requireKey } from './key-set';
import { NotBelieved } from './refused';

/** Clocks differ by this much. */
export const TOLERANCE_SECONDS = 30;
/** An assertion that somebody signs with their own key is made for one request. */
const MAX_SELF_SIGNED_SECONDS = 300;
const MAX_ASSERTION_LENGTH = 16 * 1024;

/** By the standard, a JWT-SVID has nothing else in its header. */
const SVID_HEADER = ['alg', 'kid', 'typ'];
/** A token never says where its key is to be found, nor what must be understood to read it. */
const REFUSED_HEADER = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'zip'];

/** What an assertion says of itself, before anything of it is believed. */
export type Claimed = { header: { alg: string; kid: string | null }; claims: JWTPayload };

/** Reads an assertion without believing it: to know whose keys must be asked. Throws `NotBelieved`. */
export function readClaimed(token: string): Claimed {
  if (token.length > MAX_ASSERTION_LENGTH) throw new NotBelieved('malformed', 'the assertion is too long');
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
    throw new NotBelieved('malformed', 'the assertion is not a signed JWT in compact form');
  }
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    const claims = decodeJwt(token);
    if (typeof alg !== 'string' || (kid !== undefined && typeof kid !== 'string')) throw new Error('header');
    return { header: { alg, kid: kid ?? null }, claims };
  } catch {
    throw new NotBelieved('malformed', 'the assertion cannot be read');
  }
}

/** Throws `NotBelieved` for a header that this kind of assertion may not have. */
function checkHeader(token: string, kind: IdentityKind): void {
  const header = decodeProtectedHeader(token);
  const names = Object.keys(header);
  const foreign =
    kind === 'spiffe'
      ? names.find((name) => !SVID_HEADER.includes(name))
      : names.find((name) => REFUSED_HEADER.includes(name));
  if (foreign !== undefined) throw new NotBelieved('header', `its header may not have \`${foreign}\``);
  const types = kind === 'spiffe' ? ['JWT', 'JOSE'] : ['JWT', 'jwt', 'client-authentication+jwt'];
  if (header.typ !== undefined && !types.includes(header.typ)) {
    throw new NotBelieved('header', `its type is \`${header.typ}\`, which is for something else`);
  }
  if (!algorithmsOf(kind).includes(String(header.alg))) {
    throw new NotBelieved('algorithm', `it is signed with \`${header.alg}\`, which is not accepted`);
  }
}

type Expected = {
  kind: IdentityKind;
  keys: readonly JWK[];
  /** Our own names, one of which it must be made for. */
  audience: readonly string[];
  /** The issuer it must name; null for a SPIFFE trust domain, which is named by the subject. */
  issuer: string | null;
  now: Date;
};

/**
 * Verifies an assertion with the keys of the one whose word it claims to be: header, signature, audience and
 * times, by the database's clock. Throws `NotBelieved`; what comes out may be compared with identities.
 */
export async function verifyAssertion(token: string, expected: Expected): Promise<JWTPayload> {
  const { header } = readClaimed(token);
  const { kind, now } = expected;
  checkHeader(token, kind);
  const key = requireKey(expected.keys, header);
  const claims = await verified(token, key, header.alg, expected);
  const nowSeconds = now.getTime() / 1000;
  if (claims.iat !== undefined && claims.iat > nowSeconds + TOLERANCE_SECONDS) {
    throw new NotBelieved('not_yet_valid', 'it was issued in the future');
  }
  if (kind === 'key' && (claims.exp ?? 0) > nowSeconds + MAX_SELF_SIGNED_SECONDS + TOLERANCE_SECONDS) {
    throw new NotBelieved('claims', `it lives for more than ${MAX_SELF_SIGNED_SECONDS} seconds`);
  }
  return claims;
}

async function verified(token: string, key: JWK, alg: string, expected: Expected): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [alg],
      audience: [...expected.audience],
      ...(expected.issuer !== null && { issuer: expected.issuer }),
      requiredClaims: ['exp', 'sub', 'aud'],
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: expected.now,
    });
    return payload;
  } catch (error) {
    throw asNotBelieved(error);
  }
}

/** What jose found, in our words. Anything unforeseen is a failed signature. */
export function asNotBelieved(error: unknown): NotBelieved {
  if (error instanceof NotBelieved) return error;
  if (error instanceof errors.JWTExpired) return new NotBelieved('expired', 'it has expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return new NotBelieved('audience', 'it is made for another audience');
    if (error.claim === 'nbf') return new NotBelieved('not_yet_valid', 'it is not valid yet');
    return new NotBelieved('claims', `its claim \`${error.claim}\` is missing or wrong`);
  }
  return new NotBelieved('signature', 'its signature cannot be verified');
}
