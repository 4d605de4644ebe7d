import { OutgoingError } from '@/lib/outgoing/error';
import type { OutgoingPolicy } from '@/lib/outgoing/policy';
import { sendOutgoing } from '@/lib/outgoing/request';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 16 * 1024;
const GONE = 410;

/** What came of one attempt. `isGone`: the receiver says that there is nobody any more. */
export type CallbackSent = { isTaken: boolean; isGone: boolean; error: string | null };

/** Posts one callback. Any answer of 2xx means that it was taken; what the answer says is not looked at. */
export async function sendCallback(
  policy: OutgoingPolicy,
  { id, endpoint, token, body }: { id: string; endpoint: string; token: string; body: string },
): Promise<CallbackSent> {
  try {
    const { status } = await sendOutgoing(policy, {
      url: endpoint,
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': id,
        'user-agent': 'Cordon',
      },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MOST_BYTES,
    });
    const isTaken = status >= 200 && status < 300;
    return { isTaken, isGone: status === GONE, error: isTaken ? null : `answered ${status}` };
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    return { isTaken: false, isGone: false, error: error.message };
  }
}
