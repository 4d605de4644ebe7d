'use client';

import { useQuery } from '@tanstack/react-query';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { approvalRules, approverGroups } from '@/lib/query/approver';
import { GroupPanel } from './group-panel';
import { RulePanel } from './rule-panel';

/** Who is asked when a call waits for people: rules in order, and the groups that they name. */
export function ApproverSection() {
  const groups = useQuery(approverGroups());
  const rules = useQuery(approvalRules());
  const error = groups.error ?? rules.error;
  if (groups.data !== undefined && rules.data !== undefined) {
    return (
      <div className="flex flex-col gap-4">
        <RulePanel rules={rules.data} groups={groups.data} />
        <GroupPanel groups={groups.data} />
      </div>
    );
  }
  return (
    <Panel title="Who is asked">
      {error === null ? (
        <div className="flex flex-col gap-2">
          <Skeleton className="h-4 w-2/3" />
          <Skeleton className="h-4 w-1/2" />
        </div>
      ) : (
        <Problem
          error={error}
          title="Who is asked could not be loaded"
          onRetry={() => Promise.all([groups.refetch(), rules.refetch()])}
        />
      )}
    </Panel>
  );
}
