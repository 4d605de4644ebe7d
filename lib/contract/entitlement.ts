import { z } from 'zod';
import { ACTIVATIONS, ENTITLEMENT_STATES, MAX_ENTITLEMENT_DAYS } from '@/lib/domain/entitlement';
import { Id, Instant, Page, PageQuery, Reason, Seconds, Slug } from './common';
import { operation } from './operation';
import { ScopeShape } from './scope';

export const EntitlementView = z.object({
  id: z.string(),
  agent: z.string(),
  scope: ScopeShape,
  activation: z.enum(ACTIVATIONS),
  maxTtlSeconds: z.int(),
  startsAt: Instant,
  endsAt: Instant,
  state: z.enum(ENTITLEMENT_STATES).describe('as it is at the moment of the answer'),
  reason: z.string(),
  liveGrants: z.int(),
  createdBy: z.string(),
  createdAt: Instant,
  revokedAt: Instant.nullable(),
  revokeReason: z.string().nullable(),
  revision: z.int(),
});
export type EntitlementView = z.output<typeof EntitlementView>;

/** An entitlement in a list across agents. */
export const EntitlementListItem = EntitlementView.extend({
  agentName: z.string(),
  systemName: z.string(),
  isUsed: z.boolean().describe('whether a call was allowed by it within 30 days'),
});
export type EntitlementListItem = z.output<typeof EntitlementListItem>;

/**
 * `maxTtlSeconds` may be above what the agent's tier grants for: a tier changes, and each grant is cut to
 * the tier of its moment.
 */
export const CreateEntitlementInput = z.object({
  agent: Slug,
  scope: ScopeShape,
  activation: z.enum(ACTIVATIONS),
  maxTtlSeconds: Seconds.describe('no grant lives longer; the agent’s tier may cut it further'),
  endsAt: Instant.describe('in the future, at most 400 days'),
  reason: Reason,
});
export type CreateEntitlementInput = z.output<typeof CreateEntitlementInput>;

export const ListEntitlementsInput = PageQuery.extend({
  agent: Slug.optional(),
  system: Slug.optional(),
  activation: z.enum(ACTIVATIONS).optional(),
  live: z.enum(['true', 'false']).optional().describe('only entitlements that are (not) live now'),
  endsWithinDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_ENTITLEMENT_DAYS)
    .optional()
    .describe('only live ones that end within so many days'),
  unused: z
    .enum(['true', 'false'])
    .optional()
    .describe(
      'only live ones older than 30 days by which no call was (or a call was) allowed within 30 days',
    ),
});
export type ListEntitlementsInput = z.output<typeof ListEntitlementsInput>;

export const NarrowEntitlementInput = z
  .object({
    id: Id,
    scope: ScopeShape.optional(),
    maxTtlSeconds: Seconds.optional(),
    endsAt: Instant.optional(),
    reason: Reason,
  })
  .refine(({ scope, maxTtlSeconds, endsAt }) => (scope ?? maxTtlSeconds ?? endsAt) !== undefined, {
    path: ['scope'],
    message: 'name what becomes narrower: scope, maxTtlSeconds or endsAt',
  });
export type NarrowEntitlementInput = z.output<typeof NarrowEntitlementInput>;

export const RevokeEntitlementInput = z.object({ id: Id, reason: Reason });
export type RevokeEntitlementInput = z.output<typeof RevokeEntitlementInput>;

export const entitlementOperations = {
  list: operation({
    id: 'listEntitlements',
    method: 'GET',
    path: '/api/v1/entitlements',
    summary: 'List entitlements, newest first',
    permission: 'entitlement.list',
    input: ListEntitlementsInput,
    output: Page(EntitlementListItem),
  }),
  create: operation({
    id: 'createEntitlement',
    method: 'POST',
    path: '/api/v1/entitlements',
    summary: 'Say what an agent may be granted, how, and until when',
    permission: 'entitlement.create',
    input: CreateEntitlementInput,
    output: EntitlementView,
    status: 201,
  }),
  read: operation({
    id: 'readEntitlement',
    method: 'GET',
    path: '/api/v1/entitlements/{id}',
    summary: 'Read an entitlement',
    permission: 'entitlement.list',
    input: z.object({ id: Id }),
    output: EntitlementView,
  }),
  narrow: operation({
    id: 'narrowEntitlement',
    method: 'POST',
    path: '/api/v1/entitlements/{id}/narrow',
    summary: 'Make an entitlement narrower, and its live grants with it',
    permission: 'entitlement.narrow',
    input: NarrowEntitlementInput,
    output: EntitlementView,
  }),
  revoke: operation({
    id: 'revokeEntitlement',
    method: 'POST',
    path: '/api/v1/entitlements/{id}/revoke',
    summary: 'Revoke an entitlement with every live grant taken from it',
    permission: 'entitlement.revoke',
    input: RevokeEntitlementInput,
    output: EntitlementView,
  }),
};
