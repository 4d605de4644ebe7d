import { StoredCallback } from '@/lib/contract/access-request';
import { callbackRetryAt } from '@/lib/domain/access-request';
import { signCallback } from '@/lib/identity/callback-token';
import { type CallbackSent, sendCallback } from '@/lib/notify/callback';
import { outgoingPolicy } from '@/lib/outgoing/policy';
import { toTask } from '../access-request/answer';
import { checkedCallback } from '../access-request/callback-endpoint';
import { loadRequest } from '../access-request/load';
import type { Ctx } from '../context';
import { isServiceError } from '../errors';
import { tokenSigner } from '../token/signer';
import { databaseNow } from '../transaction';
import type { ClaimedCallback } from './claim';

/**
 * Tells a caller what became of its request, in one attempt: the handle, and no approval. Whoever wants to use it
 * asks for the state. An attempt that fails is made again later, under the same id.
 */
export async function deliverCallback(ctx: Ctx, claimed: ClaimedCallback): Promise<CallbackSent> {
  const sent = await attempt(ctx, claimed);
  const now = await databaseNow(ctx.prisma);
  const retryAt = sent.isGone ? null : callbackRetryAt(claimed.attempts, now);
  await ctx.prisma.callbackDelivery.updateMany({
    // Who took longer than the claim has lost it to another instance.
    where: { id: claimed.id, attempts: claimed.attempts, deliveredAt: null, givenUpAt: null },
    data: {
      claimedUntil: null,
      lastError: sent.error,
      ...(sent.isTaken && { deliveredAt: now }),
      ...(!sent.isTaken && (retryAt === null ? { givenUpAt: now } : { nextAt: retryAt })),
    },
  });
  return sent;
}

async function attempt(ctx: Ctx, { id, escalationId }: ClaimedCallback): Promise<CallbackSent> {
  const row = await loadRequest(ctx.prisma, ctx, escalationId);
  const { endpoint, state, events } = StoredCallback.parse(row.callback);
  const policy = outgoingPolicy();
  try {
    // What was allowed when it was asked for may not be any more.
    await checkedCallback(policy, { endpoint, events });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return { isTaken: false, isGone: false, error: error.message };
  }
  const at = await databaseNow(ctx.prisma);
  const task = await toTask(ctx.prisma, ctx.publicUrl, row, at);
  const body = JSON.stringify({ ...(state !== null && { state }), task });
  const token = await signCallback(await tokenSigner(ctx.prisma), ctx.publicUrl, {
    id,
    endpoint,
    requestId: row.id,
    status: task.status,
    body,
    at,
  });
  return sendCallback(policy, { id, endpoint, token, body });
}
