import { z } from 'zod';
import { ISSUER_KINDS } from '@/lib/domain/identity';
import { Id, Instant, Page, PageQuery, Reason, Seconds, Text } from './common';
import { operation } from './operation';

const ClaimName = z.string().regex(/^[\w.:/-]{1,200}$/, 'is not the name of a claim');
/** Claims that an assertion must carry: each with its one value, or a list that its value must be in. */
export const ClaimRules = z
  .record(ClaimName, z.union([Text(1000), z.array(Text(1000)).min(1).max(50)]))
  .refine((rules) => Object.keys(rules).length <= 20, 'has more than 20 claims');

/** A set of public keys (RFC 7517), as an issuer or a trust domain publishes it. */
export const JwkSet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(100) });

const KeyShown = z.object({
  kid: z.string().nullable(),
  kty: z.string(),
  alg: z.string().nullable(),
});

export const IssuerView = z.object({
  id: z.string(),
  kind: z.enum(ISSUER_KINDS),
  name: z.string(),
  issuer: z.string().describe('the `iss` of its tokens, or the name of the trust domain'),
  keysUrl: z.string().nullable().describe('null: its keys were entered'),
  audience: z.string().nullable().describe('what its tokens must be made for; null: this server’s address'),
  requiredClaims: ClaimRules,
  maxKeyAgeSeconds: z.int(),
  keys: z.array(KeyShown),
  keysFetchedAt: Instant.nullable(),
  keysProblem: z.string().nullable().describe('why its keys could not be read the last time'),
  identities: z.int().describe('workload identities in force that rest on it'),
  createdBy: z.string(),
  createdAt: Instant,
  disabledAt: Instant.nullable(),
  disableReason: z.string().nullable(),
  revision: z.int(),
});
export type IssuerView = z.output<typeof IssuerView>;

const KeysUrl = z.url({ protocol: /^https?$/ }).max(2000);

export const CreateIssuerInput = z.strictObject({
  kind: z.enum(ISSUER_KINDS),
  name: Text(200),
  issuer: Text(500).describe('the `iss` of its tokens, exactly; for SPIFFE the name of the trust domain'),
  keysUrl: KeysUrl.optional().describe('where its JWK set or SPIFFE bundle is read; this or `keys`'),
  keys: JwkSet.optional().describe('its keys themselves'),
  audience: Text(500).optional(),
  requiredClaims: ClaimRules.default({}),
  maxKeyAgeSeconds: Seconds.min(60)
    .max(7 * 24 * 3600)
    .default(24 * 3600)
    .describe('for how long known keys are believed while they cannot be read again'),
});
export type CreateIssuerInput = z.output<typeof CreateIssuerInput>;

export const ListIssuersInput = PageQuery.extend({
  kind: z.enum(ISSUER_KINDS).optional(),
  enabled: z.enum(['true', 'false']).optional(),
});
export type ListIssuersInput = z.output<typeof ListIssuersInput>;

export const IssuerIdInput = z.object({ id: Id });
export type IssuerIdInput = z.output<typeof IssuerIdInput>;

export const RotateIssuerInput = z.strictObject({
  id: Id,
  keys: JwkSet.optional().describe('the new keys, for an issuer whose keys were entered'),
});
export type RotateIssuerInput = z.output<typeof RotateIssuerInput>;

export const DisableIssuerInput = z.strictObject({ id: Id, reason: Reason });
export type DisableIssuerInput = z.output<typeof DisableIssuerInput>;

export const TestIssuerInput = z.strictObject({
  id: Id,
  assertion: z
    .string()
    .max(16 * 1024)
    .optional()
    .describe('one of its tokens: is it believed, and whose is it?'),
});
export type TestIssuerInput = z.output<typeof TestIssuerInput>;

export const IssuerTestView = z.object({
  keys: z.array(KeyShown),
  problem: z.string().nullable().describe('why its keys cannot be used now'),
  assertion: z
    .object({
      isBelieved: z.boolean(),
      problem: z.string().nullable(),
      subject: z.string().nullable(),
      agents: z.array(z.string()).describe('agents with an identity that it fits'),
    })
    .nullable(),
});
export type IssuerTestView = z.output<typeof IssuerTestView>;

export const issuerOperations = {
  list: operation({
    id: 'listIssuers',
    method: 'GET',
    path: '/api/v1/issuers',
    summary: 'List the issuers whose word about workloads is taken, newest first',
    permission: 'issuer.list',
    input: ListIssuersInput,
    output: Page(IssuerView),
  }),
  create: operation({
    id: 'createIssuer',
    method: 'POST',
    path: '/api/v1/issuers',
    summary: 'Trust an OIDC issuer or a SPIFFE trust domain',
    permission: 'issuer.create',
    input: CreateIssuerInput,
    output: IssuerView,
    status: 201,
  }),
  read: operation({
    id: 'readIssuer',
    method: 'GET',
    path: '/api/v1/issuers/{id}',
    summary: 'Read an issuer with the keys that are known of it',
    permission: 'issuer.list',
    input: IssuerIdInput,
    output: IssuerView,
  }),
  rotate: operation({
    id: 'rotateIssuer',
    method: 'POST',
    path: '/api/v1/issuers/{id}/rotate',
    summary: 'Replace an issuer’s keys: by those that are sent, or by those at its address now',
    permission: 'issuer.rotate',
    input: RotateIssuerInput,
    output: IssuerView,
  }),
  test: operation({
    id: 'testIssuer',
    method: 'POST',
    path: '/api/v1/issuers/{id}/test',
    summary: 'Read an issuer’s keys, and try one of its tokens; nothing is changed',
    permission: 'issuer.test',
    input: TestIssuerInput,
    output: IssuerTestView,
  }),
  disable: operation({
    id: 'disableIssuer',
    method: 'POST',
    path: '/api/v1/issuers/{id}/disable',
    summary: 'Stop trusting an issuer: tokens that rest on it are worth nothing from the next decision on',
    permission: 'issuer.disable',
    input: DisableIssuerInput,
    output: IssuerView,
  }),
  enable: operation({
    id: 'enableIssuer',
    method: 'POST',
    path: '/api/v1/issuers/{id}/enable',
    summary: 'Trust a disabled issuer again',
    permission: 'issuer.enable',
    input: IssuerIdInput,
    output: IssuerView,
  }),
};
