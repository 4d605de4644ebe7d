import type { Ctx } from '../context';
import { askHalfTime } from './ask-half-time';
import { fanOut } from './fan-out';
import { type Claimed, claimDue, sendClaimed } from './send-due';

const AT_ONCE = 50;

/** Everything that has happened becomes deliveries. Answers those that are to be sent now, as many as fit. */
export async function gatherDue(ctx: Ctx, most: number): Promise<Claimed[]> {
  await askHalfTime(ctx);
  while ((await fanOut(ctx)) > 0);
  return most <= 0 ? [] : claimDue(ctx, most);
}

/** One whole round: tells all that there is to tell now, and waits until it is told. */
export async function runNotifications(ctx: Ctx): Promise<void> {
  const due = await gatherDue(ctx, AT_ONCE);
  await Promise.all(due.map((one) => sendClaimed(ctx, one)));
  if (due.length === AT_ONCE) await runNotifications(ctx);
}
