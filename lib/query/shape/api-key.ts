// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/api-key';
import type { Shape } from '../shape';

export type ApiKeyView = z.output<typeof contract.ApiKeyView>;
export const ApiKeyView: Shape<ApiKeyView> = {
  object: {
    id: 'string',
    name: 'string',
    hint: 'string',
    state: { oneOf: ['live', 'expired', 'revoked'] },
    roles: { list: { oneOf: ['admin', 'approver', 'reviewer', 'auditor', 'pep'] } },
    systems: { list: 'string' },
    agents: { list: 'string' },
    user: { nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } } },
    createdAt: 'instant',
    expiresAt: { nullable: 'instant' },
    revokedAt: { nullable: 'instant' },
    source: { oneOf: ['manual', 'import', 'demo'] },
    lastUsedAt: { nullable: 'instant' },
    revision: 'number',
  },
};

export type NewApiKeyView = z.output<typeof contract.NewApiKeyView>;
export const NewApiKeyView: Shape<NewApiKeyView> = {
  object: {
    id: 'string',
    name: 'string',
    hint: 'string',
    state: { oneOf: ['live', 'expired', 'revoked'] },
    roles: { list: { oneOf: ['admin', 'approver', 'reviewer', 'auditor', 'pep'] } },
    systems: { list: 'string' },
    agents: { list: 'string' },
    user: { nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } } },
    createdAt: 'instant',
    expiresAt: { nullable: 'instant' },
    revokedAt: { nullable: 'instant' },
    source: { oneOf: ['manual', 'import', 'demo'] },
    lastUsedAt: { nullable: 'instant' },
    revision: 'number',
    key: 'string',
  },
};

export type ListApiKeysAnswer = z.output<typeof contract.apiKeyOperations.list.output>;
export const ListApiKeysAnswer: Shape<ListApiKeysAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          name: 'string',
          hint: 'string',
          state: { oneOf: ['live', 'expired', 'revoked'] },
          roles: { list: { oneOf: ['admin', 'approver', 'reviewer', 'auditor', 'pep'] } },
          systems: { list: 'string' },
          agents: { list: 'string' },
          user: {
            nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          },
          createdAt: 'instant',
          expiresAt: { nullable: 'instant' },
          revokedAt: { nullable: 'instant' },
          source: { oneOf: ['manual', 'import', 'demo'] },
          lastUsedAt: { nullable: 'instant' },
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
