// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/issuer';
import type { Shape } from '../shape';

export type IssuerView = z.output<typeof contract.IssuerView>;
export const IssuerView: Shape<IssuerView> = {
  object: {
    id: 'string',
    kind: { oneOf: ['oidc', 'spiffe'] },
    name: 'string',
    issuer: 'string',
    keysUrl: { nullable: 'string' },
    audience: { nullable: 'string' },
    requiredClaims: { record: { anyOf: ['string', { list: 'string' }] } },
    maxKeyAgeSeconds: 'number',
    keys: { list: { object: { kid: { nullable: 'string' }, kty: 'string', alg: { nullable: 'string' } } } },
    keysFetchedAt: { nullable: 'instant' },
    keysProblem: { nullable: 'string' },
    identities: 'number',
    createdBy: 'string',
    createdAt: 'instant',
    disabledAt: { nullable: 'instant' },
    disableReason: { nullable: 'string' },
    revision: 'number',
  },
};

export type IssuerTestView = z.output<typeof contract.IssuerTestView>;
export const IssuerTestView: Shape<IssuerTestView> = {
  object: {
    keys: { list: { object: { kid: { nullable: 'string' }, kty: 'string', alg: { nullable: 'string' } } } },
    problem: { nullable: 'string' },
    assertion: {
      nullable: {
        object: {
          isBelieved: 'boolean',
          problem: { nullable: 'string' },
          subject: { nullable: 'string' },
          agents: { list: 'string' },
        },
      },
    },
  },
};

export type ListIssuersAnswer = z.output<typeof contract.issuerOperations.list.output>;
export const ListIssuersAnswer: Shape<ListIssuersAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          kind: { oneOf: ['oidc', 'spiffe'] },
          name: 'string',
          issuer: 'string',
          keysUrl: { nullable: 'string' },
          audience: { nullable: 'string' },
          requiredClaims: { record: { anyOf: ['string', { list: 'string' }] } },
          maxKeyAgeSeconds: 'number',
          keys: {
            list: { object: { kid: { nullable: 'string' }, kty: 'string', alg: { nullable: 'string' } } },
          },
          keysFetchedAt: { nullable: 'instant' },
          keysProblem: { nullable: 'string' },
          identities: 'number',
          createdBy: 'string',
          createdAt: 'instant',
          disabledAt: { nullable: 'instant' },
          disableReason: { nullable: 'string' },
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
