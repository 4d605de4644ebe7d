import { escalationStateAt } from './escalation';
import type { RequestFacts, TaskFacts, ToolCall } from './facts';
import type { ReasonCode } from './reason';

/** So many calls of one task may wait for people at a time; what would wait beyond that is denied. */
export const MOST_PENDING_REQUESTS = 50;

type Denial = { code: ReasonCode; message: string };
const deny = (code: ReasonCode, message: string): Denial => ({ code, message });

/**
 * Why a call that would wait is denied instead; null when it may wait. An approval that the caller names and
 * that did not let the call through is told by its own reason, so that the caller knows whether to ask anew;
 * and nobody is asked twice about what a person has refused. INVARIANT (approval-once)
 */
export function requestRefusal(
  call: Pick<ToolCall, 'digest' | 'approvalId'>,
  task: Pick<TaskFacts, 'requests' | 'grants'>,
  outcome: 'escalate' | 'defer',
  now: Date,
): Denial | null {
  const { requests } = task;
  if (call.approvalId !== null) {
    const named = namedRefusal(call.approvalId, call.digest, task, now);
    if (named !== null) return named;
  }
  if (outcome !== 'escalate' || requests.length === 0) return null;
  const no = requests.find(({ state, digest }) => state === 'denied' && digest === call.digest);
  if (no !== undefined) return deny('approval_denied', refusalWords(no));
  const isPending = (one: RequestFacts) => escalationStateAt(one, now) === 'pending';
  const pending = requests.filter(isPending);
  if (pending.length < MOST_PENDING_REQUESTS || pending.some(({ digest }) => digest === call.digest))
    return null;
  return deny('too_many_escalated', `${pending.length} calls of this task wait for people already`);
}

const refusalWords = ({ answer }: RequestFacts): string =>
  answer === null ? 'a person has refused it' : `a person has refused it: ${answer}`;

/** What speaks against the approval that was named; null where it is still waited for. */
function namedRefusal(
  id: string,
  digest: string,
  { requests, grants }: Pick<TaskFacts, 'requests' | 'grants'>,
  now: Date,
): Denial | null {
  const request = requests.find((one) => one.id === id);
  if (request === undefined && grants.some(({ approval }) => approval?.id === id)) {
    return approvedRefusal(id, digest, grants, now);
  }
  if (request === undefined) return deny('approval_unverifiable', `\`${id}\` is no request of this task`);
  switch (escalationStateAt(request, now)) {
    case 'pending':
      return request.digest === digest
        ? null
        : deny('out_of_scope', 'what waits for people is another call: tool, resource or arguments differ');
    case 'denied':
      return deny('approval_denied', refusalWords(request));
    case 'expired':
      return deny('approval_expired', 'nobody answered in time, which is a no');
    case 'withdrawn':
      return deny('approval_unverifiable', 'the request was withdrawn');
    case 'approved':
    case 'used':
      return approvedRefusal(id, digest, grants, now);
  }
}

/** Null where it fits, and the call would wait all the same: there is a question that nobody has answered yet. */
function approvedRefusal(id: string, digest: string, grants: TaskFacts['grants'], now: Date): Denial | null {
  const grant = grants.find(({ approval }) => approval?.id === id);
  if (grant?.approval == null || grant.revokedAt !== null) {
    return deny('approval_revoked', 'what was approved has been taken back');
  }
  if (now >= grant.endsAt) return deny('approval_expired', 'what was approved has ended');
  if (grant.uses !== null && grant.spent >= grant.uses) {
    return deny('approval_expired', `what was approved has been used: ${grant.uses} of ${grant.uses}`);
  }
  return grant.approval.digest === digest
    ? null
    : deny('out_of_scope', 'what was approved does not cover this call');
}
