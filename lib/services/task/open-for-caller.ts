import type { OpenedTaskWithToken, OpenTaskInput } from '@/lib/contract/task';
import type { Ctx } from '../context';
import { openCredential, signed } from '../token/give-task-token';
import { inTransaction } from '../transaction';
import { openTask } from './open';

/**
 * Opens a task, and gives a key a token with it, in one transaction. The token lives through the key: whoever
 * revokes the key ends both. A person gets none: their session is not an agent's.
 */
export async function openTaskForCaller(ctx: Ctx, input: OpenTaskInput): Promise<OpenedTaskWithToken> {
  const { kind, id: apiKeyId } = ctx.actor;
  if (kind !== 'api_key') return openTask(ctx, input);
  const { task, token } = await inTransaction(ctx, async (tx, now) => {
    const inside = { ...ctx, tx };
    const opened = await openTask(inside, input);
    const { id, endsAt } = opened;
    const given = { identity: null, apiKeyId, jkt: null };
    const made = await openCredential(tx, inside, now, { id, agentId: input.agent, endsAt }, given);
    return { task: opened, token: made };
  });
  return { ...task, token: await signed(ctx, token) };
}
