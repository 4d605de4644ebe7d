import { z } from 'zod';
import { GRANT_STATES } from '@/lib/domain/grant';
import { Id, Instant, Page, PageQuery, Reason, Seconds, Slug, ToolId } from './common';
import { operation } from './operation';
import { ScopeShape } from './scope';

export const GrantView = z.object({
  id: z.string(),
  task: z.string(),
  agent: z.string(),
  entitlement: z.string(),
  scope: ScopeShape,
  startsAt: Instant,
  endsAt: Instant,
  uses: z.int().nullable(),
  spent: z.int(),
  state: z.enum(GRANT_STATES).describe('as it is at the moment of the answer'),
  reason: z.string(),
  createdBy: z.string(),
  revokedAt: Instant.nullable(),
  revokeReason: z.string().nullable(),
  revision: z.int(),
});
export type GrantView = z.output<typeof GrantView>;

/** A grant in a list across tasks. */
export const GrantListItem = GrantView.extend({
  agentName: z.string(),
  purpose: z.string().describe('of its task'),
  taskEndsAt: Instant.describe('until when its task may run at most'),
  lastUsedAt: Instant.nullable().describe('when a call was last allowed by it'),
});
export type GrantListItem = z.output<typeof GrantListItem>;

export const ListGrantsInput = PageQuery.extend({
  task: Id.optional(),
  agent: Slug.optional(),
  system: Slug.optional(),
  tool: ToolId.optional().describe('only grants whose patterns cover this name'),
  live: z.enum(['true', 'false']).optional().describe('only grants that are (not) live now'),
});
export type ListGrantsInput = z.output<typeof ListGrantsInput>;

export const CreateGrantInput = z.object({
  task: Id,
  scope: ScopeShape,
  ttlSeconds: Seconds,
  uses: z.int().min(1).max(1_000_000).optional(),
  reason: Reason,
});
export type CreateGrantInput = z.output<typeof CreateGrantInput>;

export const RevokeGrantInput = z.object({ id: Id, reason: Reason });
export type RevokeGrantInput = z.output<typeof RevokeGrantInput>;

export const grantOperations = {
  list: operation({
    id: 'listGrants',
    method: 'GET',
    path: '/api/v1/grants',
    summary: 'List grants, newest first',
    permission: 'grant.list',
    input: ListGrantsInput,
    output: Page(GrantListItem),
  }),
  create: operation({
    id: 'createGrant',
    method: 'POST',
    path: '/api/v1/grants',
    summary: 'Give a running task a further grant, inside an entitlement of its agent',
    permission: 'grant.create',
    input: CreateGrantInput,
    output: GrantView,
    status: 201,
  }),
  read: operation({
    id: 'readGrant',
    method: 'GET',
    path: '/api/v1/grants/{id}',
    summary: 'Read a grant',
    permission: 'grant.list',
    input: z.object({ id: Id }),
    output: GrantView,
  }),
  revoke: operation({
    id: 'revokeGrant',
    method: 'POST',
    path: '/api/v1/grants/{id}/revoke',
    summary: 'Take a grant away',
    permission: 'grant.revoke',
    input: RevokeGrantInput,
    output: GrantView,
  }),
};
