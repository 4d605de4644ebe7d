import { createHash, randomUUID } from 'node:crypto';
import { type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import type { FakeKey } from './issuer-server';

type Wish = {
  method?: string;
  url: string;
  token?: string;
  claims?: JWTPayload;
  header?: Partial<JWTHeaderParameters>;
};

/** A DPoP proof as RFC 9449 has it, unless the wish says otherwise. */
export function prove(key: FakeKey, { method = 'POST', url, token, claims, header }: Wish): Promise<string> {
  const all = {
    jti: randomUUID(),
    htm: method,
    htu: url,
    iat: Math.floor(Date.now() / 1000),
    ...(token !== undefined && { ath: createHash('sha256').update(token).digest('base64url') }),
    ...claims,
  };
  const { kid: _, ...jwk } = key.publicJwk;
  const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(payload)
    .setProtectedHeader({ typ: 'dpop+jwt', alg: key.alg, jwk, ...header })
    .sign(key.privateKey);
}
