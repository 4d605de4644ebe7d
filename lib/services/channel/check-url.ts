import { OutgoingError } from '@/lib/outgoing/error';
import { outgoingPolicy } from '@/lib/outgoing/policy';
import { findTarget } from '@/lib/outgoing/target';
import { invalidInput } from '../errors';

/**
 * Refuses an address to which nothing would be sent anyway, while somebody is there to read why. A name that
 * cannot be found now may be found later; every message is checked again.
 */
export async function checkChannelUrl(url: string): Promise<void> {
  try {
    await findTarget(outgoingPolicy(), url);
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    if (error.code !== 'name_unknown') throw invalidInput('url', error.message);
  }
}
