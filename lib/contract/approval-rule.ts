import { z } from 'zod';
import { MAX_APPROVAL_RULES } from '@/lib/domain/approval-rule';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { Id, Instant, Reason, Slug, Text } from './common';
import { operation } from './operation';
import { ActionClassName } from './scope';

const Tier = z.enum(RISK_TIERS);

/** The first rule that fits a call names the group that is asked. */
export const ApprovalRuleShape = z.object({
  name: Text(80),
  system: Slug.nullable().describe('null: any'),
  tiers: z.array(Tier).max(10).describe('empty: any'),
  actionClasses: z.array(ActionClassName).max(10).describe('empty: any'),
  group: Id,
});
export type ApprovalRuleShape = z.output<typeof ApprovalRuleShape>;

export const ApprovalRuleView = ApprovalRuleShape.extend({
  id: z.string(),
  group: z.string(),
  groupName: z.string(),
});
export type ApprovalRuleView = z.output<typeof ApprovalRuleView>;

export const ApprovalRules = z.object({
  items: z.array(ApprovalRuleView).describe('in the order in which they are asked'),
  revision: z.int().describe('of the list as a whole'),
  nextCursor: z.null(),
});
export type ApprovalRules = z.output<typeof ApprovalRules>;

const Draft = z.array(ApprovalRuleShape.extend({ id: Id.optional() })).max(MAX_APPROVAL_RULES);

export const ReplaceApprovalRulesInput = z.object({
  rules: Draft.describe('the whole list, in order; a rule that keeps its id is the same rule'),
  reason: Reason.optional(),
});
export type ReplaceApprovalRulesInput = z.output<typeof ReplaceApprovalRulesInput>;

export const PreviewApprovalRulesInput = z.object({ rules: Draft });
export type PreviewApprovalRulesInput = z.output<typeof PreviewApprovalRulesInput>;

/** What is wrong with a rule as it stands. */
export const RULE_PROBLEMS = ['group_empty', 'too_few', 'never_asked'] as const;

const Asked = z.object({
  name: z.string().nullable().describe('null: no rule fits, and every approver is asked'),
  groupName: z.string().nullable(),
  people: z.int().describe('how many different people are told of a call like this'),
  names: z.array(z.string()).describe('at most twenty of them'),
  fitted: z.int().describe('escalations of the last 30 days that it would have fitted'),
  waiting: z.int().describe('calls that wait now and that it fits'),
  admins: z.int().describe('of those looked at: nobody of the group could have decided, so the admins'),
  nobody: z.int().describe('of those looked at: nobody at all could have decided'),
  problems: z.array(z.object({ code: z.enum(RULE_PROBLEMS), message: z.string() })),
});

export const ApprovalRulesPreview = z.object({
  revision: z.int().describe('of the list that it was compared with'),
  from: Instant,
  to: Instant,
  rules: z.array(Asked).describe('one for each rule of the draft, in order'),
  otherwise: Asked.describe('calls that no rule fits'),
  moved: z.int().describe('calls that wait now and would be asked of somebody else'),
  lookedAt: z.int().describe('the newest escalations whose people were looked at one by one'),
});
export type ApprovalRulesPreview = z.output<typeof ApprovalRulesPreview>;

export const approvalRuleOperations = {
  list: operation({
    id: 'listApprovalRules',
    method: 'GET',
    path: '/api/v1/approval-rules',
    summary: 'List the rules that say who is asked, in their order',
    permission: 'approval-rule.list',
    input: z.object({}),
    output: ApprovalRules,
  }),
  replace: operation({
    id: 'replaceApprovalRules',
    method: 'PUT',
    path: '/api/v1/approval-rules',
    summary: 'Replace the whole ordered list; If-Match is required. Calls that wait follow at once',
    permission: 'approval-rule.replace',
    input: ReplaceApprovalRulesInput,
    output: ApprovalRules,
  }),
  preview: operation({
    id: 'previewApprovalRules',
    method: 'POST',
    path: '/api/v1/approval-rules/preview',
    summary: 'Say of a draft how many people each rule would ask, about what, and where nobody could decide',
    permission: 'approval-rule.preview',
    input: PreviewApprovalRulesInput,
    output: ApprovalRulesPreview,
  }),
};
