import type { RequestAnswer } from '@/lib/contract/access-request';
import type { EscalationView, WithdrawEscalationInput } from '@/lib/contract/escalation';
import { isPermitted } from '@/lib/domain/role';
import { toTask } from '../access-request/answer';
import { loadRequest } from '../access-request/load';
import type { Ctx } from '../context';
import { databaseNow, reader } from '../transaction';
import { readEscalation } from './read';
import { takeBackEscalation } from './take-back';

/**
 * Takes back what was asked. People are answered with the whole of it; an enforcement point with what it is
 * told everywhere else, which names nobody who may decide.
 */
export async function withdrawEscalation(
  ctx: Ctx,
  input: WithdrawEscalationInput,
): Promise<EscalationView | RequestAnswer> {
  await takeBackEscalation(ctx, input);
  if (isPermitted('escalation.list', ctx.actor.roles)) return readEscalation(ctx, { id: input.id });
  const db = reader(ctx);
  const row = await loadRequest(db, ctx, input.id);
  return { task: await toTask(db, ctx.publicUrl, row, await databaseNow(db)) };
}
