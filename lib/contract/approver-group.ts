import { z } from 'zod';
import { MAX_GROUP_MEMBERS } from '@/lib/domain/approval-rule';
import { Email, Id, Instant, PersonRef, Reason, Text } from './common';
import { operation } from './operation';

export const GroupMember = PersonRef.extend({
  decides: z.boolean().describe('enabled, and has the role approver or admin now'),
});
export type GroupMember = z.output<typeof GroupMember>;

export const ApproverGroupView = z.object({
  id: z.string(),
  name: z.string(),
  members: z.array(GroupMember),
  people: z.int().describe('how many different people in it decide now: two accounts of one are one'),
  rules: z.array(z.string()).describe('the names of the rules that ask it'),
  createdAt: Instant,
  revision: z.int(),
});
export type ApproverGroupView = z.output<typeof ApproverGroupView>;

const Name = Text(80);
const Members = z.array(Email).max(MAX_GROUP_MEMBERS).describe('by e-mail address');

export const CreateApproverGroupInput = z.object({ name: Name, members: Members });
export type CreateApproverGroupInput = z.output<typeof CreateApproverGroupInput>;

export const ChangeApproverGroupInput = z.object({
  id: Id,
  name: Name.optional(),
  members: Members.optional().describe('the whole list'),
});
export type ChangeApproverGroupInput = z.output<typeof ChangeApproverGroupInput>;

export const RemoveApproverGroupInput = z.object({ id: Id, reason: Reason.optional() });
export type RemoveApproverGroupInput = z.output<typeof RemoveApproverGroupInput>;

export const approverGroupOperations = {
  list: operation({
    id: 'listApproverGroups',
    method: 'GET',
    path: '/api/v1/approver-groups',
    summary: 'List the groups of approvers, by name, with their members',
    permission: 'approver-group.list',
    input: z.object({}),
    output: z.object({ items: z.array(ApproverGroupView), nextCursor: z.null() }),
  }),
  create: operation({
    id: 'createApproverGroup',
    method: 'POST',
    path: '/api/v1/approver-groups',
    summary: 'Create a group of approvers; it is asked once a rule names it',
    permission: 'approver-group.create',
    input: CreateApproverGroupInput,
    output: ApproverGroupView,
    status: 201,
  }),
  change: operation({
    id: 'changeApproverGroup',
    method: 'PATCH',
    path: '/api/v1/approver-groups/{id}',
    summary: 'Rename a group, or replace its members: calls that wait are theirs to decide at once',
    permission: 'approver-group.change',
    input: ChangeApproverGroupInput,
    output: ApproverGroupView,
  }),
  remove: operation({
    id: 'removeApproverGroup',
    method: 'POST',
    path: '/api/v1/approver-groups/{id}/remove',
    summary: 'Remove a group that no rule names; history goes on naming it',
    permission: 'approver-group.remove',
    input: RemoveApproverGroupInput,
    output: ApproverGroupView,
  }),
};
