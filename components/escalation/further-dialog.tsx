'use client';

import { ReasonDialog } from '@/components/ui/reason-dialog';
import { BROKEN_GLASS_SECONDS } from '@/lib/domain/escalation';
import { useApproveEscalation, useReviewGlass, useWithdrawEscalation } from '@/lib/query/escalation';
import type { AnswerProps } from './use-answer';

export type Further = 'glass' | 'withdraw' | 'review';

/** What is done seldom, each with a typed reason. */
export function FurtherDialog({ kind, ...props }: AnswerProps & { kind: Further }) {
  const { escalation, refusal, changing, onDone, onClose } = props;
  const approve = useApproveEscalation();
  const withdraw = useWithdrawEscalation();
  const review = useReviewGlass();
  const { id } = escalation;
  const frame = { refusal, revision: changing.revision, standing: changing.standing, onClose };
  switch (kind) {
    case 'glass':
      return (
        <ReasonDialog
          {...frame}
          title="Break the glass"
          description={`You approve exactly this call alone, once, for at most ${BROKEN_GLASS_SECONDS / 60} minutes, however many approvals it needs. The other admins are alarmed at once, and one of them must look at it afterwards. Who has an interest in the call may not do it.`}
          confirm="Break the glass"
          hint="Everybody who is alarmed reads it."
          run={async ({ reason }) => onDone(await approve.mutateAsync({ id, breakGlass: true, reason }))}
        />
      );
    case 'withdraw':
      return (
        <ReasonDialog
          {...frame}
          title="Withdraw the question"
          description="Nobody is asked any more, and nothing is given. The agent may ask again."
          confirm="Withdraw"
          isReasonOptional
          run={async ({ reason }) =>
            onDone(await withdraw.mutateAsync({ id, ...(reason !== '' && { reason }) }))
          }
        />
      );
    case 'review':
      return (
        <ReasonDialog
          {...frame}
          title="Confirm that you looked at it"
          description="Say what you found. It changes nothing that was given."
          confirm="I have looked at it"
          variant="primary"
          run={async ({ reason }) => onDone(await review.mutateAsync({ id, note: reason }))}
        />
      );
  }
}
