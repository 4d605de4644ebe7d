import type { Tx } from '@/lib/db/client';
import type { Ctx } from '../context';
import { type Ended, endBeside, endTasks } from '../task/end';
import { lockOpenChildren, lockOpenTasks } from '../task/load';

/** Ends what an agent's open tasks have handed to other agents, with all that stands below. */
export async function endDelegated(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  agentId: string,
  reason: string,
): Promise<Ended> {
  const open = await lockOpenTasks(tx, agentId);
  const children = await lockOpenChildren(
    tx,
    open.map(({ id }) => id),
  );
  return endTasks(
    tx,
    { ...ctx, tx, ifMatch: null },
    now,
    children.map((child) => endBeside(child, now, reason)),
  );
}
