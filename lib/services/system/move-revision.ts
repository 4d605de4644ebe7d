import type { Tx } from '@/lib/db/client';
import type { Ctx } from '../context';
import { changedMeanwhile } from '../errors';

/** Takes the system's next revision for this transaction: of two who change the same one, the second loses. */
export async function moveRevision(
  tx: Tx,
  ctx: Ctx,
  { id, revision }: { id: string; revision: number },
): Promise<void> {
  if (ctx.ifMatch !== null && ctx.ifMatch !== revision) throw changedMeanwhile('system', id);
  const { count } = await tx.system.updateMany({
    where: { id, revision },
    data: { revision: { increment: 1 } },
  });
  if (count !== 1) throw changedMeanwhile('system', id);
}
