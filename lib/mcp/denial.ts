import type { EvaluationContext } from '@/lib/contract/authzen';
import { RpcFailure } from './rpc-failure';

/** What the one who asked can do now, for each way in which a call is not let through. */
const NEXT: Readonly<Record<string, string>> = {
  escalate: 'a person has been asked; send the call again when the request is approved, or with ?wait=',
  defer: 'somebody must review the tool first; send the call again later, or with ?wait=',
  deny: 'do not repeat the call as it is',
};

/** The JSON-RPC error for a call that was not let through: the reason, and the next allowed step. */
export function denialOf(context: EvaluationContext): RpcFailure {
  const { outcome, reasons, answers, ...rest } = context;
  const [first] = reasons;
  const told = first === undefined ? rest.reason : `${rest.reason}: ${first.message}`;
  return new RpcFailure('not_allowed', `${outcome}: ${told}`, {
    ...rest,
    outcome,
    reasons,
    answers,
    next: NEXT[outcome] ?? NEXT.deny,
  });
}
