// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/approval-rule';
import type { Shape } from '../shape';

export type ApprovalRules = z.output<typeof contract.ApprovalRules>;
export const ApprovalRules: Shape<ApprovalRules> = {
  object: {
    items: {
      list: {
        object: {
          name: 'string',
          system: { nullable: 'string' },
          tiers: { list: { oneOf: ['low', 'moderate', 'high', 'critical'] } },
          actionClasses: { list: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
          group: 'string',
          id: 'string',
          groupName: 'string',
        },
      },
    },
    revision: 'number',
    nextCursor: 'null',
  },
};

export type ApprovalRulesPreview = z.output<typeof contract.ApprovalRulesPreview>;
export const ApprovalRulesPreview: Shape<ApprovalRulesPreview> = {
  object: {
    revision: 'number',
    from: 'instant',
    to: 'instant',
    rules: {
      list: {
        object: {
          name: { nullable: 'string' },
          groupName: { nullable: 'string' },
          people: 'number',
          names: { list: 'string' },
          fitted: 'number',
          waiting: 'number',
          admins: 'number',
          nobody: 'number',
          problems: {
            list: {
              object: { code: { oneOf: ['group_empty', 'too_few', 'never_asked'] }, message: 'string' },
            },
          },
        },
      },
    },
    otherwise: {
      object: {
        name: { nullable: 'string' },
        groupName: { nullable: 'string' },
        people: 'number',
        names: { list: 'string' },
        fitted: 'number',
        waiting: 'number',
        admins: 'number',
        nobody: 'number',
        problems: {
          list: { object: { code: { oneOf: ['group_empty', 'too_few', 'never_asked'] }, message: 'string' } },
        },
      },
    },
    moved: 'number',
    lookedAt: 'number',
  },
};

export type ListApprovalRulesAnswer = z.output<typeof contract.approvalRuleOperations.list.output>;
export const ListApprovalRulesAnswer: Shape<ListApprovalRulesAnswer> = {
  object: {
    items: {
      list: {
        object: {
          name: 'string',
          system: { nullable: 'string' },
          tiers: { list: { oneOf: ['low', 'moderate', 'high', 'critical'] } },
          actionClasses: { list: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
          group: 'string',
          id: 'string',
          groupName: 'string',
        },
      },
    },
    revision: 'number',
    nextCursor: 'null',
  },
};
