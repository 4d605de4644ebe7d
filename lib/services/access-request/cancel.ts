import type { CancelRequest, RequestAnswer } from '@/lib/contract/access-request';
import { type Ctx, permit } from '../context';
import { isServiceError } from '../errors';
import { takeBackEscalation } from '../escalation/take-back';
import { databaseNow } from '../transaction';
import { statusOf, toAnswer } from './answer';
import { loadRequest } from './load';
import { AccessRequestError } from './problem';

/** Takes back what was asked, on behalf of the one who asked. What is decided stays decided. */
export async function cancelRequest(
  ctx: Ctx,
  { id, reason, comment }: CancelRequest & { id: string },
): Promise<RequestAnswer> {
  permit(ctx, 'escalation.withdraw');
  const row = await loadRequest(ctx.prisma, ctx, id);
  const status = statusOf(row, await databaseNow(ctx.prisma));
  if (status !== 'pending') throw notPending(id, status);
  try {
    await takeBackEscalation(ctx, { id, reason: comment ?? reason });
  } catch (error) {
    // Somebody may have answered since.
    if (isServiceError(error) && ['refused', 'conflict'].includes(error.code)) {
      throw new AccessRequestError('invalid_task_state', error.message);
    }
    throw error;
  }
  return toAnswer(ctx, await loadRequest(ctx.prisma, ctx, id), await databaseNow(ctx.prisma));
}

const notPending = (id: string, status: string) =>
  new AccessRequestError(
    'invalid_task_state',
    `request \`${id}\` is ${status}, and does not change any more`,
  );
