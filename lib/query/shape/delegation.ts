// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/delegation';
import type { Shape } from '../shape';

export type ListDelegationsAnswer = z.output<typeof contract.delegationOperations.list.output>;
export const ListDelegationsAnswer: Shape<ListDelegationsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          task: 'string',
          agent: 'string',
          agentName: 'string',
          purpose: 'string',
          state: { oneOf: ['running', 'paused', 'completed', 'failed', 'cancelled', 'expired'] },
          endsAt: 'instant',
          endedAt: { nullable: 'instant' },
          depth: 'number',
          parentTask: 'string',
          parentAgent: 'string',
          parentAgentName: 'string',
          parentPurpose: 'string',
          rootTask: 'string',
          delegatedAt: 'instant',
          delegatedBy: 'string',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
