import { CARD_PATH } from '@/lib/domain/agent-card';
import { OutgoingError } from '@/lib/outgoing/error';
import { type OutgoingPolicy, outgoingPolicy } from '@/lib/outgoing/policy';
import { sendOutgoing } from '@/lib/outgoing/request';
import { invalidInput } from '../errors';

const MAX_CARD_BYTES = 256 * 1024;

/** Reads an agent card where it is: at the address itself, or where the server of a bare address says it. */
export async function fetchCard(text: string, policy: OutgoingPolicy = outgoingPolicy()): Promise<string> {
  if (!URL.canParse(text.trim())) throw invalidInput('text', 'is not a URL');
  const url = new URL(text.trim());
  url.hash = '';
  if (url.pathname === '/') url.pathname = CARD_PATH;
  try {
    const { status, body } = await sendOutgoing(policy, {
      url: url.href,
      headers: { accept: 'application/json' },
      maxBytes: MAX_CARD_BYTES,
    });
    if (status !== 200) throw invalidInput('text', `\`${url.host}\` answered ${status}, not with a card`);
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    if (error instanceof OutgoingError) throw invalidInput('text', error.message);
    if (error instanceof TypeError) throw invalidInput('text', `what \`${url.host}\` answered is not UTF-8`);
    throw error;
  }
}
