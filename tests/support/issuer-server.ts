import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';

/** A key of a fake issuer. */
export type FakeKey = { kid: string; alg: string; privateKey: CryptoKey; publicJwk: JWK };

export async function fakeKey(kid: string, alg = 'ES256', use?: string): Promise<FakeKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, ...(use !== undefined && { use }) };
  return { kid, alg, privateKey, publicJwk };
}

/** An assertion as a workload would show it: valid for a minute, unless `claims` say otherwise. */
export function assertionBy(
  key: FakeKey,
  claims: JWTPayload,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const all = { iat: now, exp: now + 60, ...claims };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(given)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey);
}

/** A server that publishes keys, as an issuer does: with what it answers, and how often it was asked. */
export type IssuerServer = {
  url: string;
  asked: number;
  /** What it answers; null: it breaks off. */
  answer: { status: number; body: unknown } | null;
  close(): Promise<void>;
};

export async function openIssuerServer(keys: readonly FakeKey[]): Promise<IssuerServer> {
  const server = createServer((_request, response) => {
    held.asked += 1;
    if (held.answer === null) {
      response.destroy();
      return;
    }
    response.writeHead(held.answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(held.answer.body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const held: IssuerServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    asked: 0,
    answer: { status: 200, body: { keys: keys.map(({ publicJwk }) => publicJwk) } },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
  return held;
}
