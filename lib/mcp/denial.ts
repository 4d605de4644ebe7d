import { statusEndpoint } from '@/lib/contract/access-request';
import type { EvaluationContext } from '@/lib/contract/authzen';
import { RpcFailure } from './rpc-failure';

/** What the one who asked can do now, for each way in which a call is not let through. */
const NEXT: Readonly<Record<string, string>> = {
  escalate:
    'a person has been asked; send the same call again with ?wait=60 at the end of this address to wait for the answer, or ask task.status_endpoint until its status is approved and send the call again then',
  defer: 'somebody must review the tool first; send the call again later, or with ?wait=',
  deny: 'do not repeat the call as it is',
};

/**
 * The JSON-RPC error for a call that was not let through: the reason, and the next allowed step. One that waits for
 * a person comes with the handle of its request, as AuthZEN’s access-request profile has it.
 */
export function denialOf(context: EvaluationContext, publicUrl: string): RpcFailure {
  const { outcome, reasons, answers, ...rest } = context;
  const { access_request: asked } = context;
  // The strongest one, which need not be the first: a person’s no stands behind the question that it answered.
  const decisive = reasons.find(({ code }) => code === rest.reason);
  const told = decisive === undefined ? rest.reason : `${rest.reason}: ${decisive.message}`;
  return new RpcFailure('not_allowed', `${outcome}: ${told}`, {
    ...rest,
    outcome,
    reasons,
    answers,
    ...(asked !== undefined && {
      task: {
        id: asked.id,
        status: 'pending',
        status_endpoint: statusEndpoint(publicUrl, asked.id),
        expires_at: asked.expires_at,
      },
    }),
    next: NEXT[outcome] ?? NEXT.deny,
  });
}
