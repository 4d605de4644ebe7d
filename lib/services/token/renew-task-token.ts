import type { TokenAnswer } from '@/lib/contract/oauth';
import type { TaskToken } from '@/lib/identity/task-token';
import type { Ctx } from '../context';
import { loadTaskDetail } from '../task/view';
import { inTransaction } from '../transaction';
import { tokenActor } from './actor';
import { addTaskToken } from './give-task-token';
import { OAuthError } from './oauth-error';
import { type Around, taskTokenAnswer } from './open-task-token';
import { lockStanding, standingRefusal } from './standing';

/** Whoever holds a task token, as the one who acts: for its task, and for nothing else. */
export const tokenCtx = ({ prisma, requestId, publicUrl }: Around, token: TaskToken): Ctx => ({
  prisma,
  requestId,
  publicUrl,
  ifMatch: null,
  actor: tokenActor(token, []),
});

/**
 * Gives a fresh token for one that is still valid: same task, same credential, same binding. Only while the
 * task runs; what was taken away since is looked up, not believed from the old token.
 */
export async function renewTaskToken(around: Around, token: TaskToken): Promise<TokenAnswer> {
  const ctx = tokenCtx(around, token);
  const { task, renewed } = await inTransaction(ctx, async (tx, now) => {
    const standing = await lockStanding(tx, token.credentialId);
    const refusal = standingRefusal(standing, now);
    if (standing === null || refusal !== null) throw new OAuthError('invalid_grant', refusal ?? 'unknown');
    const { taskId: id, agentId, taskEndsAt: endsAt } = standing;
    const { credentialId, identity, apiKeyId, jkt } = token;
    const given = { credentialId, identity, apiKeyId, jkt };
    const made = await addTaskToken(tx, ctx, now, { id, agentId, endsAt }, given);
    return { renewed: made, task: await loadTaskDetail(tx, ctx, id, now) };
  });
  return taskTokenAnswer(ctx, renewed, task);
}
