import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { POST as postIntrospect } from '@/app/oauth/introspect/route';
import { POST as postRevoke } from '@/app/oauth/revoke/route';
import { POST as postToken } from '@/app/oauth/token/route';
import { AddIdentityInput } from '@/lib/contract/identity';
import { CreateIssuerInput } from '@/lib/contract/issuer';
import { provideDatabase } from '@/lib/db/runtime';
import type { Ctx } from '@/lib/services/context';
import { addIdentity } from '@/lib/services/identity/add';
import { createIssuer } from '@/lib/services/issuer/create';
import { bodyOf, type Question, type Reply, type Sent } from './client';
import { type Doors, openDoors } from './doors';
import { assertionBy, type FakeKey, fakeKey, type IssuerServer, openIssuerServer } from './issuer-server';
import { openServices } from './take-away';
import { type Cast, callOf, makeWorld, sql } from './world';

const CASTS = 60;
export const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
export const JWT = 'urn:ietf:params:oauth:token-type:jwt';
export const CLIENT_ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export type Answer = { status: number; body: Record<string, unknown> & { access_token?: string } };

/** Agents with identities, an OIDC issuer that can fail, and both doors: what a test of tokens holds. */
export type IdentityScene = {
  url: string;
  publicUrl: string;
  ctx: Ctx;
  doors: Doors;
  issuer: IssuerServer & { id: string; iss: string; key: FakeKey };
  cast(): Cast;
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Binds the subject of the same name to the cast's agent; answers the identity's id. */
  bind(cast: Cast, more?: Partial<AddIdentityInput>): Promise<string>;
  /** An assertion of the issuer for a subject. */
  assertion(sub: string, claims?: object, header?: object): Promise<string>;
  post(form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  introspect(token: string, key: string | null): Promise<Answer>;
  revoke(form: Record<string, string>, key: string | null): Promise<Answer>;
  /** A token for the cast's own running task. */
  tokenOf(cast: Cast, claims?: object): Promise<string>;
  /** Asks for the cast's call with a token, through the fast door unless another is named. */
  ask(cast: Cast, token: string, more?: Partial<Question>, sent?: Sent): Promise<Reply>;
  close(): Promise<void>;
};

const formRequest = (url: string, form: Record<string, string>, key: string | null) =>
  new Request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(key !== null && { authorization: `Bearer ${key}` }),
    },
    body: new URLSearchParams(form).toString(),
  });

/** What a process of the cast's agent asks for its running task. */
export const namedTask = (task: string) => JSON.stringify([{ type: 'agent_task', identifier: task }]);

export async function openIdentityScene(): Promise<IdentityScene> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cordon-identity-'));
  const doors = await openDoors();
  Object.assign(process.env, {
    CORDON_URL: doors.publicUrl,
    CORDON_DATA_DIR: dataDir,
    CORDON_OUTGOING_ALLOW: '127.0.0.1',
  });
  const { ctx: anyCtx, database } = await openServices(doors.url);
  provideDatabase(database);
  const ctx = { ...anyCtx, publicUrl: doors.publicUrl };
  const casts = await makeWorld(doors.url, { casts: CASTS, ownTools: true });
  const key = await fakeKey('k1');
  const server = await openIssuerServer([key]);
  const iss = `https://issuer-${randomBytes(3).toString('hex')}.example.com`;
  const { id } = await createIssuer(
    ctx,
    CreateIssuerInput.parse({ kind: 'oidc', name: 'CI', issuer: iss, keysUrl: server.url }),
  );
  const issuer = Object.assign(server, { id, iss, key });
  let next = 0;
  const scene: IdentityScene = {
    url: doors.url,
    publicUrl: doors.publicUrl,
    ctx,
    doors,
    issuer,
    cast: () => {
      const cast = casts[next];
      if (cast === undefined) throw new Error('no cast is left');
      next += 1;
      return cast;
    },
    sql: (text, values) => sql(doors.url, text, values),
    bind: async (cast, more = { kind: 'oidc', issuer: id, subject: `job:${cast.agent}` }) =>
      (await addIdentity(ctx, AddIdentityInput.parse({ id: cast.agent, ...more }))).id,
    assertion: (sub, claims = {}, header = {}) =>
      assertionBy(issuer.key, { iss, sub, aud: doors.publicUrl, ...claims }, header),
    post: async (form, headers = {}) => {
      const response = await postToken(
        new Request(`${doors.publicUrl}/oauth/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
          body: new URLSearchParams(form).toString(),
        }),
      );
      return { status: response.status, body: await response.json() };
    },
    introspect: async (token, key) => {
      const response = await postIntrospect(
        formRequest(`${doors.publicUrl}/oauth/introspect`, { token }, key),
      );
      return { status: response.status, body: await response.json() };
    },
    revoke: async (form, key) => {
      const response = await postRevoke(formRequest(`${doors.publicUrl}/oauth/revoke`, form, key));
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
    },
    tokenOf: async (cast, claims = {}) => {
      const answer = await scene.post({
        grant_type: JWT_BEARER,
        assertion: await scene.assertion(`job:${cast.agent}`, claims),
        authorization_details: namedTask(cast.task),
      });
      if (answer.body.access_token === undefined) throw new Error(JSON.stringify(answer));
      return answer.body.access_token;
    },
    ask: (cast, token, more = {}, sent = {}) => {
      const { key: _, ...question } = callOf(cast, more);
      return doors.fast.send({
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(bodyOf(question)),
        ...sent,
      });
    },
    close: async () => {
      await server.close();
      await database.close();
      await doors.close();
      rmSync(dataDir, { recursive: true });
    },
  };
  return scene;
}
