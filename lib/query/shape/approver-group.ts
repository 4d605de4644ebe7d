// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/approver-group';
import type { Shape } from '../shape';

export type ApproverGroupView = z.output<typeof contract.ApproverGroupView>;
export const ApproverGroupView: Shape<ApproverGroupView> = {
  object: {
    id: 'string',
    name: 'string',
    members: {
      list: {
        object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean', decides: 'boolean' },
      },
    },
    people: 'number',
    rules: { list: 'string' },
    createdAt: 'instant',
    revision: 'number',
  },
};

export type ListApproverGroupsAnswer = z.output<typeof contract.approverGroupOperations.list.output>;
export const ListApproverGroupsAnswer: Shape<ListApproverGroupsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          name: 'string',
          members: {
            list: {
              object: {
                id: 'string',
                name: 'string',
                email: 'string',
                disabled: 'boolean',
                decides: 'boolean',
              },
            },
          },
          people: 'number',
          rules: { list: 'string' },
          createdAt: 'instant',
          revision: 'number',
        },
      },
    },
    nextCursor: 'null',
  },
};
