import type { AccessRequestSubmission, StoredCallback } from '@/lib/contract/access-request';
import { CALLBACK_EVENTS } from '@/lib/domain/access-request';
import { OutgoingError } from '@/lib/outgoing/error';
import { isHostAllowed, type OutgoingPolicy, parseAllowance } from '@/lib/outgoing/policy';
import { findTarget } from '@/lib/outgoing/target';
import { invalidInput } from '../errors';

const FIELD = 'callback.endpoint';
const LOOK_UP_MS = 2000;

/** Hosts to which callbacks may go. The variable was checked when the process started. */
export const callbackHosts = (env: NodeJS.ProcessEnv = process.env) =>
  parseAllowance(env.CORDON_CALLBACK_ALLOW ?? '') ?? [];

/**
 * The callback that a caller asks for, checked: at a host that the operator has named, and at no address of our
 * own network. Whoever may ask for a decision could otherwise send the world a message through us.
 * INVARIANT (checked-address): looked up anew when it is delivered.
 */
export async function checkedCallback(
  policy: OutgoingPolicy,
  sent: AccessRequestSubmission['callback'] & object,
): Promise<StoredCallback> {
  const { endpoint, state = null, events } = sent;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null) throw invalidInput(FIELD, 'is not a URL');
  if (url.hash !== '') throw invalidInput(FIELD, 'must not have a fragment');
  const target = await inTime(findTarget(policy, endpoint)).catch((error: unknown) => {
    if (error instanceof OutgoingError) throw invalidInput(FIELD, error.message);
    throw error;
  });
  if (!isHostAllowed(callbackHosts(), target.host, target.port)) {
    throw invalidInput(FIELD, `\`${target.host}\` is not among the hosts of CORDON_CALLBACK_ALLOW`);
  }
  // Without encryption only where the operator has named the destination twice.
  if (!target.isSecure && !isHostAllowed(policy.allow, target.host, target.port)) {
    throw invalidInput(FIELD, 'must be an https URL');
  }
  const wanted = CALLBACK_EVENTS.filter((name) => events === undefined || events.includes(name));
  if (wanted.length === 0)
    throw invalidInput('callback.events', `names none of ${CALLBACK_EVENTS.join(', ')}`);
  return { endpoint: url.href, state, events: wanted };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(
      () => reject(new OutgoingError('timed_out', 'the host was not found in time')),
      LOOK_UP_MS,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(clock));
}
