// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/shared-context';
import type { Shape } from '../shape';

export type ContextView = z.output<typeof contract.ContextView>;
export const ContextView: Shape<ContextView> = {
  object: {
    id: 'string',
    name: 'string',
    labels: {
      object: {
        sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
        untrusted: 'boolean',
        systems: { list: 'string' },
        agents: { list: 'string' },
      },
    },
    agents: { list: 'string' },
    createdBy: 'string',
    createdAt: 'instant',
    revision: 'number',
  },
};

export type ContextDetail = z.output<typeof contract.ContextDetail>;
export const ContextDetail: Shape<ContextDetail> = {
  object: {
    id: 'string',
    name: 'string',
    labels: {
      object: {
        sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
        untrusted: 'boolean',
        systems: { list: 'string' },
        agents: { list: 'string' },
      },
    },
    agents: { list: 'string' },
    createdBy: 'string',
    createdAt: 'instant',
    revision: 'number',
    changes: {
      list: {
        object: {
          id: 'string',
          at: 'instant',
          cause: { oneOf: ['write', 'relabel'] },
          task: { nullable: 'string' },
          agent: { nullable: 'string' },
          decision: { nullable: 'string' },
          person: { nullable: 'string' },
          reason: { nullable: 'string' },
          before: {
            object: {
              sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
              untrusted: 'boolean',
              systems: { list: 'string' },
              agents: { list: 'string' },
            },
          },
          after: {
            object: {
              sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
              untrusted: 'boolean',
              systems: { list: 'string' },
              agents: { list: 'string' },
            },
          },
        },
      },
    },
  },
};

export type ListContextsAnswer = z.output<typeof contract.contextOperations.list.output>;
export const ListContextsAnswer: Shape<ListContextsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          name: 'string',
          labels: {
            object: {
              sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
              untrusted: 'boolean',
              systems: { list: 'string' },
              agents: { list: 'string' },
            },
          },
          agents: { list: 'string' },
          createdBy: 'string',
          createdAt: 'instant',
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
