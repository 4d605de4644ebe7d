import { OutgoingError } from '@/lib/outgoing/error';
import type { OutgoingPolicy } from '@/lib/outgoing/policy';
import { sendOutgoing } from '@/lib/outgoing/request';
import { bounded, type Sent } from './sent';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1024;

/** Posts JSON to a channel's address. Any answer of 2xx means that it was taken. */
export async function postJson(
  policy: OutgoingPolicy,
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Sent> {
  try {
    const answer = await sendOutgoing(policy, {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Cordon', ...headers },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MOST_BYTES,
    });
    const isDelivered = answer.status >= 200 && answer.status < 300;
    const reply = bounded(`HTTP ${answer.status}\n${answer.body.toString()}`.trim());
    return { isDelivered, error: isDelivered ? null : `answered ${answer.status}`, reply };
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    return { isDelivered: false, error: error.message, reply: null };
  }
}
