import { type Outcome, stronger } from './outcome';
import type { Reason } from './reason';

/** What depends on the arguments is known when there are some. */
const OF_ARGUMENTS: readonly string[] = ['arguments_invalid', 'argument_out_of_scope'];

/** Whether a call with these reasons would be let through if its arguments suited. */
export function isUsable(reasons: readonly Reason[]): boolean {
  const outcome = reasons
    .filter(({ code }) => !OF_ARGUMENTS.includes(code))
    .reduce<Outcome>((strongest, reason) => stronger(strongest, reason.outcome), 'allow');
  return outcome === 'allow' || outcome === 'modify';
}
