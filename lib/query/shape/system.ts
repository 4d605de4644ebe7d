// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/system';
import type { Shape } from '../shape';

export type SystemView = z.output<typeof contract.SystemView>;
export const SystemView: Shape<SystemView> = {
  object: {
    id: 'string',
    name: 'string',
    kind: { oneOf: ['mcp', 'http', 'database', 'saas'] },
    zone: { oneOf: ['internal', 'partner', 'external'] },
    environment: { oneOf: ['development', 'test', 'staging', 'production'] },
    url: { nullable: 'string' },
    sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
    owner: { nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } } },
    toolCount: 'number',
    secret: {
      nullable: {
        object: {
          header: 'string',
          rotatedAt: 'instant',
          rotateAfterDays: { nullable: 'number' },
          dueAt: { nullable: 'instant' },
          reach: { list: 'string' },
        },
      },
    },
    source: { oneOf: ['manual', 'import', 'demo'] },
    createdAt: 'instant',
    revision: 'number',
  },
};

export type ListSystemsAnswer = z.output<typeof contract.systemOperations.list.output>;
export const ListSystemsAnswer: Shape<ListSystemsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          name: 'string',
          kind: { oneOf: ['mcp', 'http', 'database', 'saas'] },
          zone: { oneOf: ['internal', 'partner', 'external'] },
          environment: { oneOf: ['development', 'test', 'staging', 'production'] },
          url: { nullable: 'string' },
          sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
          owner: {
            nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          },
          toolCount: 'number',
          secret: {
            nullable: {
              object: {
                header: 'string',
                rotatedAt: 'instant',
                rotateAfterDays: { nullable: 'number' },
                dueAt: { nullable: 'instant' },
                reach: { list: 'string' },
              },
            },
          },
          source: { oneOf: ['manual', 'import', 'demo'] },
          createdAt: 'instant',
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
