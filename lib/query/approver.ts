import { queryOptions, useMutation } from '@tanstack/react-query';
import type { ApprovalRuleShape } from '@/lib/contract/approval-rule';
import { apiGet, apiPatch, apiPost, apiPut } from './api';
import { ApprovalRules, ApprovalRulesPreview, ListApprovalRulesAnswer } from './shape/approval-rule';
import { ApproverGroupView, ListApproverGroupsAnswer } from './shape/approver-group';
import { useTouched } from './touched';

const GROUPS = '/api/v1/approver-groups';
const RULES = '/api/v1/approval-rules';
const FRESH_MS = 15_000;
const group = (id: string): string => `${GROUPS}/${encodeURIComponent(id)}`;

/** A rule as it is sent: one that keeps its id is the same rule. */
export type RuleDraft = ApprovalRuleShape & { id?: string };

export const approverGroups = () =>
  queryOptions({
    queryKey: ['approver-group', 'list'],
    queryFn: async ({ signal }) => (await apiGet(GROUPS, ListApproverGroupsAnswer, { signal })).items,
    refetchInterval: FRESH_MS,
  });

/** The ordered list, with its revision. */
export const approvalRules = () =>
  queryOptions({
    queryKey: ['approval-rule', 'list'],
    queryFn: ({ signal }) => apiGet(RULES, ListApprovalRulesAnswer, { signal }),
    refetchInterval: FRESH_MS,
  });

/** What a draft would do. It changes nothing, so it is asked like a reading; the same draft is asked once. */
export const approvalRulesPreview = (rules: readonly RuleDraft[], revision: number) =>
  queryOptions({
    queryKey: ['approval-rule', 'preview', revision, rules],
    queryFn: ({ signal }) => apiPost(`${RULES}/preview`, ApprovalRulesPreview, { rules }, { signal }),
    staleTime: FRESH_MS,
    retry: false,
  });

/** What a change of who is asked can show up in. */
const TOUCHED = ['approver-group', 'approval-rule', 'escalation', 'finding', 'overview', 'audit-event'];

export function useCreateApproverGroup() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: { name: string; members: string[] }) => apiPost(GROUPS, ApproverGroupView, input),
    onSettled,
  });
}

export function useChangeApproverGroup() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({
      id,
      ifMatch,
      ...changes
    }: {
      id: string;
      name: string;
      members: string[];
      ifMatch: number;
    }) => apiPatch(group(id), ApproverGroupView, changes, { ifMatch }),
    onSettled,
  });
}

export function useRemoveApproverGroup() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      apiPost(`${group(id)}/remove`, ApproverGroupView, { ...(reason !== '' && { reason }) }),
    onSettled,
  });
}

export function useReplaceApprovalRules() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({
      rules,
      reason,
      ifMatch,
    }: {
      rules: readonly RuleDraft[];
      reason: string;
      ifMatch: number;
    }) => apiPut(RULES, ApprovalRules, { rules, ...(reason !== '' && { reason }) }, { ifMatch }),
    onSettled,
  });
}
