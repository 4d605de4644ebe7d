import type { ReactNode } from 'react';
import { useZone } from '@/components/ui/preference-provider';
import { formatClock, formatMinute, zoneName } from '@/components/ui/time-format';
import { showToast } from '@/components/ui/toast';
import type { EscalationView } from '@/lib/contract/escalation';
import { usesText } from './terms-text';

/** What every dialog of an answer gets. */
export type AnswerProps = {
  escalation: EscalationView;
  /** Why the answer may not be given now. */
  refusal: string | null;
  /** What tells that somebody else was faster; what was typed stays. */
  changing: { revision: number; standing: ReactNode };
  /** How it stands after the answer. */
  onDone: (after: EscalationView) => void;
  onClose: () => void;
};

type Told = { title: string; detail: string };

/** What an answer did, as the server tells it: never what was wished. */
function effectOf(after: EscalationView, before: EscalationView, zone: string): Told | null {
  const at = (date: Date) => formatClock(date, zone);
  const { state, answeredAt, approvals, grant, reassignedTo, glassReview } = after;
  const last = approvals.given.at(-1);
  if (glassReview !== null && before.glassReview === null) {
    return {
      title: `Looked at ${at(glassReview.at)}`,
      detail: 'It is off the list of what is to be reviewed.',
    };
  }
  if (state === 'denied' && answeredAt !== null) {
    return {
      title: `Denied ${at(answeredAt)}`,
      detail: 'The agent receives your reason when it asks again.',
    };
  }
  if (state === 'withdrawn') return { title: 'Withdrawn', detail: 'Nobody is asked any more.' };
  if ((state === 'approved' || state === 'used') && grant !== null) {
    const what = grant.isOneCall
      ? 'The next call that is exactly this one'
      : 'The next call within the scope';
    return {
      title: `Approved ${at(answeredAt ?? last?.at ?? grant.endsAt)}`,
      detail: `${what} goes through, ${usesText(grant.uses)}, until ${formatMinute(grant.endsAt, zone)} ${zoneName(grant.endsAt, zone)}.`,
    };
  }
  if (state === 'pending' && approvals.given.length > before.approvals.given.length && last !== undefined) {
    const open = approvals.needed - approvals.given.length;
    return {
      title: `Your approval is recorded ${at(last.at)}: ${approvals.given.length} of ${approvals.needed}`,
      detail: `Nothing is given until ${open === 1 ? 'one more person approves' : `${open} more people approve`} it.`,
    };
  }
  if (reassignedTo !== null && reassignedTo.id !== before.reassignedTo?.id) {
    return { title: `${reassignedTo.name} is asked now`, detail: 'The time that is left stays the same.' };
  }
  return null;
}

/** Tells what an answer did. */
export function useTellEffect(): (after: EscalationView, before: EscalationView) => void {
  const zone = useZone();
  return (after, before) => {
    const effect = effectOf(after, before, zone);
    if (effect !== null) showToast({ tone: 'done', ...effect });
  };
}
