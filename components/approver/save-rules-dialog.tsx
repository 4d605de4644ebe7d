'use client';

import { useQuery } from '@tanstack/react-query';
import { Problem } from '@/components/ui/problem';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { Skeleton } from '@/components/ui/skeleton';
import { formatExactCount } from '@/components/ui/time-format';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ApprovalRulesPreview } from '@/lib/contract/approval-rule';
import { approvalRulesPreview, useReplaceApprovalRules } from '@/lib/query/approver';
import { sentOf } from './rule-panel';
import { Wrong } from './rule-row';
import type { DraftRule } from './rule-words';

type Props = {
  rules: readonly DraftRule[];
  revision: number;
  onSaved: () => void;
  onClose: () => void;
};

/** Who will be told of what, counted; then the list is in force. */
export function SaveRulesDialog({ rules, revision, onSaved, onClose }: Props) {
  const refusal = usePermissionRefusal('approval-rule.replace');
  const replace = useReplaceApprovalRules();
  const sent = sentOf(rules);
  const preview = useQuery(approvalRulesPreview(sent, revision));
  return (
    <ReasonDialog
      title="Save who is asked"
      description="Calls that wait are asked of whom these rules name, at once. What was decided stays."
      confirm="Save, in force at once"
      variant="primary"
      isReasonOptional
      revision={revision}
      standing="The rules were saved by somebody else: what is counted below is against theirs."
      refusal={refusal ?? (preview.data === undefined ? 'What it would do is still being counted' : null)}
      run={async ({ reason, ifMatch }) => {
        await replace.mutateAsync({ rules: sent, reason, ifMatch });
        onSaved();
        showToast({ tone: 'done', title: 'Who is asked is saved, and in force' });
      }}
      onClose={onClose}
    >
      <section aria-label="What it would do" aria-live="polite" className="rounded-md bg-sunken p-3">
        <Problem
          error={preview.error}
          title="What it would do could not be counted"
          onRetry={() => preview.refetch()}
        />
        {preview.isPending && <Skeleton className="h-16 w-full" />}
        {preview.data !== undefined && <Foreseen preview={preview.data} />}
      </section>
    </ReasonDialog>
  );
}

const count = (n: number, one: string, many: string) => `${formatExactCount(n)} ${n === 1 ? one : many}`;

function Foreseen({ preview: { rules, otherwise, moved, lookedAt } }: { preview: ApprovalRulesPreview }) {
  return (
    <div className="flex flex-col gap-3">
      <p>
        {moved === 0
          ? 'No call that waits now would be asked of somebody else.'
          : `${count(moved, 'call that waits now is', 'calls that wait now are')} asked of somebody else.`}
      </p>
      <ol className="flex flex-col gap-2">
        {[...rules, otherwise].map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two rules may have the same name, and none moves here
          <li key={i}>
            <p>
              <span className="font-medium">{one.name ?? 'Any other call'}</span>: will notify{' '}
              <strong className="font-medium">{count(one.people, 'person', 'people')}</strong>
              {one.names.length > 0 && (
                <span className="text-muted">
                  {' '}
                  ({one.names.join(', ')}
                  {one.people > one.names.length && ', …'})
                </span>
              )}
              .
            </p>
            <p className="text-muted text-sm">
              It would have fitted {count(one.fitted, 'escalation', 'escalations')} of the last 30 days;{' '}
              {formatExactCount(one.waiting)} of them or older {one.waiting === 1 ? 'waits' : 'wait'} now.
            </p>
            {one.problems.map(({ code, message }) => (
              <Wrong key={code}>{message}</Wrong>
            ))}
            {one.admins > 0 && (
              <Wrong>
                for {formatExactCount(one.admins)} of the newest {formatExactCount(lookedAt)} nobody of the
                group could have decided: the admins would have been asked
              </Wrong>
            )}
            {one.nobody > 0 && (
              <Wrong>
                for {formatExactCount(one.nobody)} of the newest {formatExactCount(lookedAt)} nobody at all
                could have decided: they would have been denied by time
              </Wrong>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
