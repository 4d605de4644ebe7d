import type { RequestAnswer } from '@/lib/contract/access-request';
import { type Ctx, permit } from '../context';
import { databaseNow } from '../transaction';
import { toAnswer } from './answer';
import { loadRequest } from './load';

/** What has become of a request. */
export async function pollRequest(ctx: Ctx, { id }: { id: string }): Promise<RequestAnswer> {
  permit(ctx, 'escalation.poll');
  return toAnswer(ctx, await loadRequest(ctx.prisma, ctx, id), await databaseNow(ctx.prisma));
}
