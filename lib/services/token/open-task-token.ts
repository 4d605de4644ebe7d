import { statusEndpoint } from '@/lib/contract/access-request';
import { AgentTaskDetail, TOKEN_TYPES, type TokenAnswer, type TokenRequest } from '@/lib/contract/oauth';
import { type OpenedTask, OpenTaskInput, type TaskDetail } from '@/lib/contract/task';
import type { Tx } from '@/lib/db/client';
import { taskStateAt } from '@/lib/domain/task';
import type { Ctx } from '../context';
import { refused } from '../errors';
import type { Recognised } from '../identity/recognise';
import { lockTask } from '../task/load';
import { openTask } from '../task/open';
import { loadTaskDetail } from '../task/view';
import { databaseNow, inTransaction } from '../transaction';
import { problemsOf, readDetail, taskDetail, unreadable, type WaitingRequest } from './details';
import { openCredential, signed, type TokenInMaking } from './give-task-token';
import { OAuthError } from './oauth-error';

/** Who asks at the token endpoint: nobody is known yet. */
export type Around = Pick<Ctx, 'prisma' | 'requestId' | 'publicUrl'>;

/** A process that has shown whose it is, as the one who acts: for its own agent, and for nothing else. */
export const workloadCtx = (
  { prisma, requestId, publicUrl }: Around,
  { agentId, identity }: Recognised,
): Ctx => ({
  prisma,
  requestId,
  publicUrl,
  ifMatch: null,
  actor: {
    kind: 'workload',
    id: identity.id,
    name: agentId,
    roles: ['pep'],
    userId: null,
    systemIds: [],
    agentIds: [agentId],
  },
});

/**
 * Opens a task for a process that has shown its identity, or finds the running one that it names, and gives it
 * a token: task, credential and token in one transaction.
 */
export async function openTaskToken(
  around: Around,
  shown: Recognised,
  request: TokenRequest,
  jkt: string | null,
): Promise<TokenAnswer> {
  const detail = readDetail(request.authorization_details, AgentTaskDetail);
  if (detail === null) throw unreadable('of type agent_task are needed: for which task is the token?');
  if (request.scope !== undefined) {
    throw new OAuthError('invalid_scope', 'a task’s scopes belong into its authorization_details');
  }
  const ctx = workloadCtx(around, shown);
  const { task, token } = await inTransaction(ctx, async (tx, now) => {
    const inside = { ...ctx, tx };
    const found =
      detail.identifier === undefined
        ? await openTask(inside, toInput(shown.agentId, detail))
        : await namedTask(tx, inside, now, detail);
    const target = { id: found.id, agentId: shown.agentId, endsAt: found.endsAt };
    const given = { identity: shown.identity, apiKeyId: null, jkt };
    return { task: found, token: await openCredential(tx, inside, now, target, given) };
  });
  return taskTokenAnswer(ctx, token, task);
}

/** What the detail asks for, in the words of the verb that opens tasks. */
export function toInput(agent: string, detail: AgentTaskDetail): OpenTaskInput {
  const parsed = OpenTaskInput.safeParse({
    agent,
    purpose: detail.purpose,
    ttlSeconds: detail.ttl_seconds,
    actionClasses: detail.action_classes,
    scopes: detail.scopes,
    onBehalfOf: detail.on_behalf_of,
    parentTask: detail.parent_task,
    externalId: detail.external_id,
  });
  if (parsed.success) return parsed.data;
  throw unreadable(problemsOf(parsed.error));
}

/** A task that runs already, for a process that comes back to it. */
async function namedTask(tx: Tx, ctx: Ctx, now: Date, detail: AgentTaskDetail): Promise<TaskDetail> {
  const { type: _, identifier = '', ...others } = detail;
  if (Object.values(others).some((value) => value !== undefined)) {
    throw unreadable('name a running task: nothing else can be asked beside its identifier');
  }
  const task = await lockTask(tx, ctx, identifier);
  const state = taskStateAt(task, now);
  if (state !== 'running') throw refused({ code: 'wrong_state', message: `task ${task.id} is ${state}` });
  return loadTaskDetail(tx, ctx, task.id, now);
}

const MOST_REQUESTS = 100;

/** What waits for people, the oldest first: a process that comes back polls these. */
async function waitingRequests({ prisma, publicUrl }: Ctx, taskId: string): Promise<WaitingRequest[]> {
  const rows = await prisma.escalation.findMany({
    where: { taskId, state: 'pending', expiresAt: { gt: await databaseNow(prisma) } },
    orderBy: { id: 'asc' },
    take: MOST_REQUESTS,
    select: { id: true, expiresAt: true },
  });
  return rows.map(({ id, expiresAt }) => ({
    id,
    status_endpoint: statusEndpoint(publicUrl, id),
    expires_at: expiresAt.toISOString(),
  }));
}

/** The answer with the signed token. */
export async function taskTokenAnswer(
  ctx: Ctx,
  token: TokenInMaking,
  task: TaskDetail | OpenedTask,
): Promise<TokenAnswer> {
  return {
    access_token: await signed(ctx, token),
    issued_token_type: TOKEN_TYPES.accessToken,
    token_type: token.jkt === null ? 'Bearer' : 'DPoP',
    expires_in: Math.floor((token.expiresAt.getTime() - token.issuedAt.getTime()) / 1000),
    authorization_details: [taskDetail(task, await waitingRequests(ctx, task.id))],
  };
}
