import { z } from 'zod';
import { API_KEY_STATES } from '@/lib/domain/api-key';
import { ROLES } from '@/lib/domain/role';
import { Email, Id, Instant, ListOf, Page, PageQuery, PersonRef, Slug, Text } from './common';
import { operation } from './operation';

const RoleName = z.enum(ROLES);
const Roles = z
  .array(RoleName)
  .min(1)
  .max(20)
  .transform((roles) => ROLES.filter((role) => roles.includes(role)));
const Slugs = z
  .array(Slug)
  .max(200)
  .transform((slugs) => [...new Set(slugs)]);

export const ApiKeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** The key's last four characters. */
  hint: z.string(),
  state: z.enum(API_KEY_STATES),
  roles: z.array(RoleName),
  systems: z.array(z.string()),
  agents: z.array(z.string()),
  user: PersonRef.nullable(),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  source: z.enum(['manual', 'import', 'demo']),
  /** To the minute. */
  lastUsedAt: Instant.nullable(),
  revision: z.int(),
});
export type ApiKeyView = z.output<typeof ApiKeyView>;

/** Only here is the key itself: what is kept of it is its hash. */
export const NewApiKeyView = ApiKeyView.extend({ key: z.string() });
export type NewApiKeyView = z.output<typeof NewApiKeyView>;

export const CreateApiKeyInput = z.object({
  name: Text(200),
  roles: Roles,
  systems: Slugs.default([]).describe('for the role pep: the systems about which it may ask'),
  agents: Slugs.default([]).describe('for the role pep: the agents about which it may ask'),
  user: Email.optional().describe('the person it is made for; it never has a role which they lack'),
  expiresAt: Instant.optional(),
});
export type CreateApiKeyInput = z.output<typeof CreateApiKeyInput>;

export const ListApiKeysInput = PageQuery.extend({
  q: Text(200).optional().describe('part of the name'),
  role: ListOf(RoleName).optional().describe('has one of these roles'),
  state: z.enum(API_KEY_STATES).optional(),
});
export type ListApiKeysInput = z.output<typeof ListApiKeysInput>;

export const ApiKeyIdInput = z.object({ id: Id });
export type ApiKeyIdInput = z.output<typeof ApiKeyIdInput>;

export const apiKeyOperations = {
  list: operation({
    id: 'listApiKeys',
    method: 'GET',
    path: '/api/v1/api-keys',
    summary: 'List keys, newest first',
    permission: 'api-key.list',
    input: ListApiKeysInput,
    output: Page(ApiKeyView),
  }),
  create: operation({
    id: 'createApiKey',
    answersSecret: true,
    method: 'POST',
    path: '/api/v1/api-keys',
    summary: 'Create a key; the answer is the only place where it is shown',
    permission: 'api-key.create',
    input: CreateApiKeyInput,
    output: NewApiKeyView,
    status: 201,
  }),
  read: operation({
    id: 'readApiKey',
    method: 'GET',
    path: '/api/v1/api-keys/{id}',
    summary: 'Read a key, without its secret',
    permission: 'api-key.list',
    input: ApiKeyIdInput,
    output: ApiKeyView,
  }),
  rotate: operation({
    id: 'rotateApiKey',
    answersSecret: true,
    method: 'POST',
    path: '/api/v1/api-keys/{id}/rotate',
    summary: 'Replace the secret of a key; the old one is worth nothing from the next request on',
    permission: 'api-key.rotate',
    input: ApiKeyIdInput,
    output: NewApiKeyView,
  }),
  revoke: operation({
    id: 'revokeApiKey',
    method: 'POST',
    path: '/api/v1/api-keys/{id}/revoke',
    summary: 'Revoke a key for good',
    permission: 'api-key.revoke',
    input: ApiKeyIdInput,
    output: ApiKeyView,
  }),
};
