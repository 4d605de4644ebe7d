// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/identity';
import type { Shape } from '../shape';

export type IdentityView = z.output<typeof contract.IdentityView>;
export const IdentityView: Shape<IdentityView> = {
  object: {
    id: 'string',
    agent: 'string',
    kind: { oneOf: ['spiffe', 'oidc', 'key'] },
    issuer: { nullable: { object: { id: 'string', name: 'string', issuer: 'string', disabled: 'boolean' } } },
    subject: 'string',
    isPattern: 'boolean',
    requiredClaims: { record: { anyOf: ['string', { list: 'string' }] } },
    createdBy: 'string',
    createdAt: 'instant',
    removedBy: { nullable: 'string' },
    removedAt: { nullable: 'instant' },
    removeReason: { nullable: 'string' },
    revision: 'number',
  },
};

export type ListIdentitiesAnswer = z.output<typeof contract.identityOperations.list.output>;
export const ListIdentitiesAnswer: Shape<ListIdentitiesAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          agent: 'string',
          kind: { oneOf: ['spiffe', 'oidc', 'key'] },
          issuer: {
            nullable: { object: { id: 'string', name: 'string', issuer: 'string', disabled: 'boolean' } },
          },
          subject: 'string',
          isPattern: 'boolean',
          requiredClaims: { record: { anyOf: ['string', { list: 'string' }] } },
          createdBy: 'string',
          createdAt: 'instant',
          removedBy: { nullable: 'string' },
          removedAt: { nullable: 'instant' },
          removeReason: { nullable: 'string' },
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
