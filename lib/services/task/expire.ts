import { type Ctx, permit } from '../context';
import { isServiceError } from '../errors';
import { databaseNow, inTransaction } from '../transaction';
import { endTasks } from './end';
import { lockTask } from './load';

/**
 * Marks tasks that are past their deadline, the longest overdue first, each in a transaction of its own;
 * answers how many. Bookkeeping: decisions compare the deadline themselves. Safe to run twice at once.
 */
export async function expireDueTasks(ctx: Ctx, limit: number): Promise<number> {
  permit(ctx, 'task.cancel');
  const now = await databaseNow(ctx.prisma);
  const due = await ctx.prisma.task.findMany({
    where: { state: { in: ['running', 'paused'] }, endsAt: { lte: now } },
    orderBy: { endsAt: 'asc' },
    take: limit,
    select: { id: true },
  });
  let expired = 0;
  for (const { id } of due) {
    try {
      await inTransaction(ctx, async (tx, at) => {
        const task = await lockTask(tx, ctx, id);
        await endTasks(tx, ctx, at, [{ task, move: 'expire', reason: 'it reached its deadline' }]);
      });
      expired += 1;
    } catch (error) {
      // Somebody else marked it first.
      if (!isServiceError(error)) throw error;
    }
  }
  return expired;
}
