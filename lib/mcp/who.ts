import type { Prisma } from '@/lib/db/client';
import type { Caller, TokenCaller } from '@/lib/pdp/call';
import type { Evaluator } from '@/lib/pdp/evaluator';
import { statusOf } from '@/lib/pdp/failure';
import { identify } from '@/lib/pdp/identify';
import { isPlainText } from './message';
import { RpcFailure } from './rpc-failure';

/** Who asks, for which task of which agent. The agent is the task's: nobody is believed about it. */
export type Who = { caller: Caller; taskId: string; agentId: string };

export const TASK_HEADER = 'cordon-task';

/** Finds who asks about a system. INVARIANT (fail-closed): whoever cannot be told may nothing. */
export async function whoAsks(
  { evaluator, prisma }: { evaluator: Evaluator; prisma: Prisma },
  system: string,
  { headers, method }: Pick<Request, 'headers' | 'method'>,
): Promise<Who> {
  const caller = await identified(evaluator, headers, method, system);
  if (caller.systemIds.length > 0 && !caller.systemIds.includes(system)) {
    throw new RpcFailure('forbidden', `this key may not ask about system \`${system}\``);
  }
  const taskId = headers.get(TASK_HEADER);
  if (caller.kind === 'task_token') return whoHolds(caller, taskId);
  if (!isPlainText(taskId)) {
    throw new RpcFailure('not_allowed', 'the header Cordon-Task must name the task that this is for', {
      reason: 'task_required',
    });
  }
  const task = await prisma.task.findUnique({ where: { id: taskId }, select: { agentId: true } });
  // A task that there is not belongs to no agent that there could be: slugs have no colon.
  const agentId = task?.agentId ?? `task:${taskId}`;
  if (caller.agentIds.length > 0 && !caller.agentIds.includes(agentId)) {
    throw new RpcFailure('forbidden', 'this key may not speak for the agent of this task');
  }
  return { caller, taskId, agentId };
}

/** A task token says itself for which task it is; a header may repeat that, and nothing else. */
function whoHolds(caller: TokenCaller, named: string | null): Who {
  const { taskId, agentId } = caller;
  if (named === null || named === taskId) return { caller, taskId, agentId };
  throw new RpcFailure('forbidden', 'this token speaks for another task');
}

/** By what a session knows who began it: a token is renewed meanwhile, its credential stays. */
export const holderOf = ({ caller }: Who): string =>
  caller.kind === 'task_token' ? caller.credentialId : caller.id;

async function identified(
  evaluator: Evaluator,
  headers: Headers,
  method: string,
  system: string,
): Promise<Caller> {
  const url = `${evaluator.publicUrl}/mcp/${system}`;
  try {
    const proof = { header: headers.get('dpop'), method, url };
    return await identify(evaluator, headers.get('authorization'), proof);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'not identified';
    switch (statusOf(error)) {
      case 401:
        throw new RpcFailure('unidentified', message);
      case 403:
        throw new RpcFailure('forbidden', message);
      default:
        throw new RpcFailure('undecided', message);
    }
  }
}
