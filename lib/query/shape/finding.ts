// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/finding';
import type { Shape } from '../shape';

export type FindingSummary = z.output<typeof contract.FindingSummary>;
export const FindingSummary: Shape<FindingSummary> = {
  object: {
    at: 'instant',
    total: 'number',
    kinds: {
      list: {
        object: {
          kind: {
            oneOf: [
              'access_after_task',
              'agent_unowned',
              'secret_overdue',
              'secret_reaches_more',
              'approver_group_empty',
              'key_endless',
              'agent_single_owner',
              'agent_dormant',
              'entitlement_unused',
              'entitlement_broad',
              'tool_changed',
              'tier_below_floor',
              'secret_ageless',
              'tool_unreviewed',
              'key_long',
              'secret_reach_unknown',
            ],
          },
          severity: { oneOf: ['high', 'moderate', 'low'] },
          count: 'number',
        },
      },
    },
    afterTask: { object: { grants: 'number', tokens: 'number', alive: 'number' } },
  },
};

export type ListFindingsAnswer = z.output<typeof contract.findingOperations.list.output>;
export const ListFindingsAnswer: Shape<ListFindingsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          kind: {
            oneOf: [
              'access_after_task',
              'agent_unowned',
              'secret_overdue',
              'secret_reaches_more',
              'approver_group_empty',
              'key_endless',
              'agent_single_owner',
              'agent_dormant',
              'entitlement_unused',
              'entitlement_broad',
              'tool_changed',
              'tier_below_floor',
              'secret_ageless',
              'tool_unreviewed',
              'key_long',
              'secret_reach_unknown',
            ],
          },
          severity: { oneOf: ['high', 'moderate', 'low'] },
          subject: {
            object: {
              kind: {
                oneOf: [
                  'agent',
                  'system',
                  'entitlement',
                  'api-key',
                  'tool',
                  'grant',
                  'task',
                  'approver-group',
                ],
              },
              id: 'string',
              name: 'string',
            },
          },
          agent: { nullable: 'string' },
          says: 'string',
          detail: { list: 'string' },
          since: 'instant',
          concerns: {
            nullable: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          },
          remedy: { object: { says: 'string', operation: 'string' } },
          used: {
            nullable: {
              object: {
                tools: { list: 'string' },
                actionClasses: { list: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
              },
            },
          },
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
