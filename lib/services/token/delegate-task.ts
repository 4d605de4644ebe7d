import { AgentTaskDetail, type TokenAnswer, type TokenRequest } from '@/lib/contract/oauth';
import type { TaskToken } from '@/lib/identity/task-token';
import type { Recognised } from '../identity/recognise';
import { openTask } from '../task/open';
import { inTransaction } from '../transaction';
import { readDetail, unreadable } from './details';
import { openCredential } from './give-task-token';
import { OAuthError } from './oauth-error';
import { type Around, taskTokenAnswer, toInput } from './open-task-token';
import { tokenCtx } from './renew-task-token';
import { lockStanding, standingRefusal } from './standing';

/**
 * Opens a child task for the agent that has shown its identity, by whoever holds the parent's token, and gives
 * the child's process a token of its own. The edge is recorded; what the child may do is cut to the chain.
 * INVARIANT (attenuation): the token of the parent is not the child's, and says nothing about its task.
 */
export async function delegateTask(
  around: Around,
  parent: TaskToken,
  child: Recognised,
  request: TokenRequest,
  jkt: string | null,
): Promise<TokenAnswer> {
  const detail = readDetail(request.authorization_details, AgentTaskDetail);
  if (detail === null || detail.identifier !== undefined) {
    throw unreadable('must describe the child task that is to be opened');
  }
  if (detail.parent_task !== undefined && detail.parent_task !== parent.taskId) {
    throw unreadable('name another parent task than the subject_token speaks for');
  }
  const ctx = tokenCtx(around, parent);
  const { task, token } = await inTransaction(ctx, async (tx, now) => {
    const refusal = standingRefusal(await lockStanding(tx, parent.credentialId), now);
    if (refusal !== null) throw new OAuthError('invalid_grant', refusal);
    const inside = { ...ctx, tx };
    const opened = await openTask(inside, toInput(child.agentId, { ...detail, parent_task: parent.taskId }));
    const target = { id: opened.id, agentId: child.agentId, endsAt: opened.endsAt };
    const given = { identity: child.identity, apiKeyId: null, jkt };
    return { task: opened, token: await openCredential(tx, inside, now, target, given) };
  });
  return taskTokenAnswer(ctx, token, task);
}
