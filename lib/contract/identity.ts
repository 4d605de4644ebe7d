import { z } from 'zod';
import { IDENTITY_KINDS } from '@/lib/domain/identity';
import { Id, Instant, Page, PageQuery, Reason, Slug, Text } from './common';
import { ClaimRules } from './issuer';
import { operation } from './operation';

export const IdentityView = z.object({
  id: z.string(),
  agent: z.string(),
  kind: z.enum(IDENTITY_KINDS),
  issuer: z
    .object({ id: z.string(), name: z.string(), issuer: z.string(), disabled: z.boolean() })
    .nullable(),
  subject: z.string().describe('the SPIFFE ID, the subject or its pattern, or the key’s thumbprint'),
  isPattern: z.boolean(),
  requiredClaims: ClaimRules,
  createdBy: z.string(),
  createdAt: Instant,
  removedBy: z.string().nullable(),
  removedAt: Instant.nullable(),
  removeReason: z.string().nullable(),
  revision: z.int(),
});
export type IdentityView = z.output<typeof IdentityView>;

/** One object rather than a union: forms and the document show its members beside each other. */
export const AddIdentityInput = z
  .strictObject({
    id: Slug.describe('the agent'),
    kind: z.enum(IDENTITY_KINDS),
    spiffeId: Text(2048).optional().describe('for `spiffe`: its trust domain must be a trusted issuer'),
    issuer: Id.optional().describe('for `oidc`: the trusted issuer'),
    subject: Text(1000).optional().describe('for `oidc`: the `sub` of its tokens; this or `subjectPattern`'),
    subjectPattern: Text(1000)
      .optional()
      .describe('for `oidc`: segments parted by `:` and `/`; `*` stands for one, a last `**` for any number'),
    requiredClaims: ClaimRules.default({}).describe('for `oidc`: claims that its tokens must carry besides'),
    publicKey: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('for `key`: the public key as a JWK (RSA, EC or Ed25519), for private_key_jwt'),
  })
  .superRefine(({ kind, spiffeId, issuer, subject, subjectPattern, publicKey, requiredClaims }, ctx) => {
    const given = { spiffeId, issuer, subject, subjectPattern, publicKey };
    const may = { spiffe: ['spiffeId'], oidc: ['issuer', 'subject', 'subjectPattern'], key: ['publicKey'] }[
      kind
    ];
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined || may.includes(name)) continue;
      ctx.addIssue({
        code: 'custom',
        path: [name],
        message: `does not belong to an identity of kind ${kind}`,
      });
    }
    const need = (name: string, isThere: boolean) => {
      if (!isThere) ctx.addIssue({ code: 'custom', path: [name], message: `is needed for kind ${kind}` });
    };
    if (kind === 'spiffe') need('spiffeId', spiffeId !== undefined);
    if (kind === 'key') need('publicKey', publicKey !== undefined);
    if (kind !== 'oidc' && Object.keys(requiredClaims).length > 0) {
      ctx.addIssue({ code: 'custom', path: ['requiredClaims'], message: 'belong to kind oidc' });
    }
    if (kind !== 'oidc') return;
    need('issuer', issuer !== undefined);
    if ((subject === undefined) === (subjectPattern === undefined)) {
      ctx.addIssue({ code: 'custom', path: ['subject'], message: 'name a subject or a pattern, not both' });
    }
  });
export type AddIdentityInput = z.output<typeof AddIdentityInput>;

export const ListIdentitiesInput = PageQuery.extend({
  id: Slug,
  removed: z.enum(['true', 'false']).optional().describe('only identities that were (not) removed'),
});
export type ListIdentitiesInput = z.output<typeof ListIdentitiesInput>;

export const RemoveIdentityInput = z.strictObject({ id: Slug, identity: Id, reason: Reason });
export type RemoveIdentityInput = z.output<typeof RemoveIdentityInput>;

export const identityOperations = {
  list: operation({
    id: 'listIdentities',
    method: 'GET',
    path: '/api/v1/agents/{id}/identities',
    summary: 'List what binds running processes to an agent, newest first',
    permission: 'identity.list',
    input: ListIdentitiesInput,
    output: Page(IdentityView),
  }),
  add: operation({
    id: 'addIdentity',
    method: 'POST',
    path: '/api/v1/agents/{id}/identities',
    summary: 'Bind a workload to an agent: a SPIFFE ID, a subject of an issuer, or a public key',
    permission: 'identity.add',
    input: AddIdentityInput,
    output: IdentityView,
    status: 201,
  }),
  remove: operation({
    id: 'removeIdentity',
    method: 'POST',
    path: '/api/v1/agents/{id}/identities/{identity}/remove',
    summary: 'Remove an identity: tokens that were given for it are worth nothing from the next decision on',
    permission: 'identity.remove',
    input: RemoveIdentityInput,
    output: IdentityView,
  }),
};
