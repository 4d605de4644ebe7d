import type { KeyObject } from 'node:crypto';
import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { IdentityKind } from '@/lib/domain/identity';
import { asNotBelieved } from './assertion';
import { NotBelieved } from './refused';
import type { TokenSigner } from './token-key';

/** Distinct types, so that a token of one kind never passes for one of the other. */
export const TASK_TOKEN_TYPE = 'cordon-task+jwt';
export const SYSTEM_TOKEN_TYPE = 'cordon-system+jwt';
const ALGORITHM = 'EdDSA';
/** Three parts of base64url. An API key looks different. */
export const JWT_SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const MAX_TOKEN_LENGTH = 4096;

/** The workload identity behind a token, as it was when the token was given for it. */
export type ShownIdentity = { id: string; kind: IdentityKind; issuer: string | null; subject: string };

/** Who acts, and for whom (RFC 8693, section 4.1): the present agent outermost. */
export type ActClaim = { sub: string; task: string; act?: ActClaim };

/** What a task token says. None of it can change: what can is looked up by these ids. */
export type TaskToken = {
  id: string;
  credentialId: string;
  agentId: string;
  taskId: string;
  identity: ShownIdentity | null;
  /** The key that asked for it, where no identity was shown. */
  apiKeyId: string | null;
  /** The thumbprint of the key to which it is bound; null for a bearer token. */
  jkt: string | null;
  keyId: string;
  issuedAtMs: number;
  expiresAtMs: number;
};

export type NewTaskToken = Omit<TaskToken, 'keyId' | 'issuedAtMs' | 'expiresAtMs'> & {
  issuedAt: Date;
  expiresAt: Date;
  /** Null for a task that nobody delegated. */
  act: ActClaim | null;
};

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** Writes and signs a task token. Its audience is this decision point alone. */
export const signTaskToken = (signer: TokenSigner, publicUrl: string, token: NewTaskToken): Promise<string> =>
  sign(signer, TASK_TOKEN_TYPE, {
    iss: publicUrl,
    aud: publicUrl,
    sub: token.agentId,
    client_id: token.agentId,
    jti: token.id,
    iat: seconds(token.issuedAt),
    exp: seconds(token.expiresAt),
    task: token.taskId,
    credential: token.credentialId,
    ...(token.act !== null && { act: token.act }),
    ...(token.identity !== null && { identity: token.identity }),
    ...(token.apiKeyId !== null && { api_key: token.apiKeyId }),
    ...(token.jkt !== null && { cnf: { jkt: token.jkt } }),
  });

export const sign = (signer: TokenSigner, typ: string, claims: JWTPayload): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid: signer.keyId, typ }).sign(signer.privateKey);

/** Our own keys by id. */
export type TokenKeys = ReadonlyMap<string, KeyObject>;

type Expected = { keys: TokenKeys; publicUrl: string; audience: string; typ: string; now: Date };

/**
 * Verifies a token of our own: one algorithm, one type, one issuer, one audience, a key that we know. Throws
 * `NotBelieved`. There is no tolerance: both times are the database's.
 */
export async function verifyOwn(token: string, expected: Expected): Promise<JWTPayload & { kid: string }> {
  const { keys, publicUrl, audience, typ, now } = expected;
  if (token.length > MAX_TOKEN_LENGTH || !JWT_SHAPE.test(token)) {
    throw new NotBelieved('malformed', 'this is not a token of ours');
  }
  try {
    const { kid, ...header } = decodeProtectedHeader(token);
    const key = keys.get(kid ?? '');
    if (kid === undefined || key === undefined) throw new NotBelieved('key', 'its key is not one of ours');
    // Ours have nothing else in their header, so nothing else is ever looked at.
    if (Object.keys(header).some((name) => name !== 'alg' && name !== 'typ') || header.typ !== typ) {
      throw new NotBelieved('header', 'its header is not that of such a token');
    }
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      issuer: publicUrl,
      audience,
      requiredClaims: ['jti', 'sub', 'iat', 'exp'],
      currentDate: now,
    });
    return { ...payload, kid };
  } catch (error) {
    throw asNotBelieved(error);
  }
}

/** Verifies a task token. */
export async function verifyTaskToken(
  token: string,
  { keys, publicUrl, now }: { keys: TokenKeys; publicUrl: string; now: Date },
): Promise<TaskToken> {
  const claims = await verifyOwn(token, { keys, publicUrl, now, audience: publicUrl, typ: TASK_TOKEN_TYPE });
  return {
    id: String(claims.jti),
    credentialId: String(claims.credential),
    agentId: String(claims.sub),
    taskId: String(claims.task),
    identity: (claims.identity as ShownIdentity | undefined) ?? null,
    apiKeyId: (claims.api_key as string | undefined) ?? null,
    jkt: (claims.cnf as { jkt?: string } | undefined)?.jkt ?? null,
    keyId: claims.kid,
    issuedAtMs: (claims.iat ?? 0) * 1000,
    expiresAtMs: (claims.exp ?? 0) * 1000,
  };
}
