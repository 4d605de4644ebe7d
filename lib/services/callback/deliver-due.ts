import { type Ctx, permit } from '../context';
import { claimCallbacks } from './claim';
import { deliverCallback } from './deliver';

const AT_ONCE = 10;

/** Delivers the callbacks that are due, so many at a time, until there are none; answers how many were tried. */
export async function deliverCallbacks(ctx: Ctx, limit = 200): Promise<number> {
  permit(ctx, 'escalation.withdraw');
  let tried = 0;
  while (tried < limit) {
    const claimed = await claimCallbacks(ctx, Math.min(AT_ONCE, limit - tried));
    if (claimed.length === 0) break;
    tried += claimed.length;
    const outcomes = await Promise.allSettled(claimed.map((one) => deliverCallback(ctx, one)));
    // One that failed for a reason of ours is tried again when its claim is over.
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') console.error('a callback could not be delivered:', outcome.reason);
    }
  }
  return tried;
}
