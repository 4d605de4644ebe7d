import type { EscalationView } from '@/lib/contract/escalation';
import type { EscalationState } from '@/lib/domain/escalation';

/** Why each answer may not be given now, in words; null where it may. The server asks again. */
export type Refusals = { approve: string | null; deny: string | null; reassign: string | null };

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

const ANSWERED: Record<Exclude<EscalationState, 'pending'>, string> = {
  approved: 'It is approved already',
  used: 'It is approved already, and used',
  denied: 'It is denied already',
  expired: 'Nobody answered in time: silence is a no',
  withdrawn: 'It was withdrawn',
};

type Asked = Pick<EscalationView, 'refusal' | 'frozenBy' | 'problems' | 'recommendation' | 'approvals'>;

export function refusalsOf(view: Asked, state: EscalationState, viewerId: string): Refusals {
  const both = (why: string): Refusals => ({ approve: why, deny: why, reassign: why });
  if (state !== 'pending') return both(ANSWERED[state]);
  if (view.refusal !== null) return both(sentence(view.refusal.message));
  if (view.frozenBy !== null) return both('A stop covers the call: nothing is answered until it is released');
  return { approve: whyNotApproved(view, viewerId), deny: null, reassign: null };
}

function whyNotApproved({ problems, recommendation, approvals }: Asked, viewerId: string): string | null {
  if (approvals.given.some(({ id }) => id === viewerId)) {
    return 'You have approved it: somebody else must approve it too';
  }
  const [problem] = problems;
  if (problem !== undefined) return sentence(problem.message);
  return recommendation === null ? 'Nothing that may be given serves the call' : null;
}

/** How far it is decided. What others look at, or how often it was asked, is no part of it. */
export const standingNumber = (state: EscalationState, given: number): number =>
  (state === 'pending' ? 0 : 1_000) + given;
