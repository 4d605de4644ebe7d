import type { AccessRequestSubmission, RequestAnswer, StoredCallback } from '@/lib/contract/access-request';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { requestStatusAt } from '@/lib/domain/access-request';
import { canonicalJson } from '@/lib/ledger/canonical';
import { outgoingPolicy } from '@/lib/outgoing/policy';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { parseRecord } from '../decision/record';
import { conflict } from '../errors';
import { lockEscalation } from '../escalation/load';
import { databaseNow, inTransaction } from '../transaction';
import { toAnswer } from './answer';
import { checkedCallback } from './callback-endpoint';
import { loadRequest, speaksFor } from './load';
import { AccessRequestError } from './problem';

/** The call of a submission, as an evaluation reads it. */
export type SubmittedCall = {
  agentId: string;
  taskId: string | null;
  toolId: string;
  action: string;
  resource: string | null;
  arguments: unknown;
};

const invalidBinding = (message: string) => new AccessRequestError('invalid_denial_binding', message);

/**
 * Finds the request that a denied decision has queued by itself, and adds what the caller wishes: why, until
 * when, whether it is urgent, and where to be told. A wish is added once, before anybody has answered: whoever
 * decides does not decide on words that change under their eyes.
 */
export async function submitRequest(
  ctx: Ctx,
  { call, ...submission }: AccessRequestSubmission & { call: SubmittedCall },
): Promise<{ id: string }> {
  permit(ctx, 'decision.ask');
  const id = await boundEscalation(ctx, submission.denial, call);
  const wish = wishIn(submission);
  // Names are looked up before the transaction: they may take their time.
  const callback =
    submission.callback === undefined ? null : await checkedCallback(outgoingPolicy(), submission.callback);
  await inTransaction(ctx, async (tx, now) => {
    await lockEscalation(tx, id);
    const request = await loadRequest(tx, ctx, id);
    const isOver = request.expiresAt <= now || requestStatusAt(request, now) === 'expired';
    if (isOver) throw new AccessRequestError('expired_denial', 'the time to ask for this is over');
    await addWishes(tx, ctx, now, request, { wish, callback });
  });
  return { id };
}

/** The answer to a submission, made anew for each: a repetition is told how things stand now. */
export async function answerSubmission(ctx: Ctx, { id }: { id: string }): Promise<RequestAnswer> {
  return toAnswer(ctx, await loadRequest(ctx.prisma, ctx, id), await databaseNow(ctx.prisma));
}

/** The escalation behind a denial, if the submission is about the very call that was denied. */
async function boundEscalation(
  ctx: Ctx,
  { evaluation_id: decisionId }: AccessRequestSubmission['denial'],
  call: SubmittedCall,
): Promise<string> {
  if (decisionId === undefined)
    throw invalidBinding('denial.evaluation_id is needed: there are no binding tokens here');
  const decision = await ctx.prisma.decision.findUnique({ where: { id: decisionId } });
  const record = decision === null ? null : parseRecord(decision.record);
  const asked =
    decision === null || record === null
      ? null
      : { agentId: decision.agentId, taskId: decision.taskId, systemId: record.system };
  // One that is somebody else's is not told apart from one that is not there.
  if (decision === null || record === null || asked === null || !speaksFor(ctx, asked)) {
    throw invalidBinding(`there is no denied evaluation \`${decisionId}\` that you could ask about`);
  }
  const denied = [decision.agentId, decision.taskId, decision.toolId, record.action, record.resource];
  const taskId = call.taskId ?? ctx.actor.taskId ?? null;
  const submitted = [call.agentId, taskId, call.toolId, call.action, call.resource];
  const names = ['subject', 'context.task', 'resource', 'action', 'resource.properties.resource'];
  const other = names.find((_, i) => denied[i] !== submitted[i]);
  if (other !== undefined) throw invalidBinding(`${other} is not that of the evaluation`);
  if (canonicalJson(record.arguments ?? {}) !== canonicalJson(call.arguments)) {
    throw invalidBinding('context.arguments are not those of the evaluation');
  }
  if (decision.outcome !== 'escalate' || decision.taskId === null) {
    throw new AccessRequestError(
      'not_requestable',
      `the evaluation was answered ${decision.outcome}: nobody can be asked`,
    );
  }
  return escalationOf(ctx, decision.id, decision.taskId, record.digest, decision.at);
}

/** The escalation that the call has opened, or that it joined because the same call waited already. */
async function escalationOf(
  ctx: Ctx,
  decisionId: string,
  taskId: string,
  digest: string | null,
  at: Date,
): Promise<string> {
  const rows = await ctx.prisma.escalation.findMany({
    where: {
      taskId,
      OR: [{ decisionId }, ...(digest === null ? [] : [{ digest, expiresAt: { gt: at } }])],
    },
    orderBy: { requestedAt: 'asc' },
    select: { id: true, decisionId: true, requestedAt: true },
  });
  // Of one batch, a call is decided a moment before the row that it joins is written.
  const found =
    rows.find((row) => row.decisionId === decisionId) ??
    rows.findLast((row) => row.requestedAt <= at) ??
    rows[0];
  if (found === undefined) throw invalidBinding('nothing was queued for the evaluation');
  return found.id;
}

type Wish = { reason: string | null; until: string | null; emergency: boolean };

function wishIn({ context, requested_access: access }: AccessRequestSubmission): Wish | null {
  const reason = access?.reason ?? context?.business_justification ?? null;
  const until = access?.requested_until === undefined ? null : new Date(access.requested_until).toISOString();
  const emergency = access?.emergency ?? false;
  return reason === null && until === null && !emergency ? null : { reason, until, emergency };
}

async function addWishes(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  request: { id: string; state: string; wish: unknown; callback: unknown; agentId: string; taskId: string },
  { wish, callback }: { wish: Wish | null; callback: StoredCallback | null },
): Promise<void> {
  const added = {
    ...(isNew('wish', request.wish, wish) && { wish: wish as object }),
    ...(isNew('callback', request.callback, callback) && { callback: callback as object }),
  };
  if (Object.keys(added).length === 0) return;
  const { count } = await tx.escalation.updateMany({
    where: {
      id: request.id,
      state: 'pending',
      ...('wish' in added && { wish: { equals: Prisma.DbNull } }),
      ...('callback' in added && { callback: { equals: Prisma.DbNull } }),
    },
    data: { ...added, revision: { increment: 1 } },
  });
  if (count !== 1) throw new AccessRequestError('invalid_task_state', 'it has been answered already');
  await writeAudit(tx, ctx, now, {
    event: 'escalation.requested',
    subject: { kind: 'escalation', id: request.id },
    details: {
      agent: request.agentId,
      task: request.taskId,
      wish,
      callback: callback === null ? null : { host: new URL(callback.endpoint).host, events: callback.events },
    },
  });
}

/** Whether something is to be added: the same again is nothing new, and another is not put in its place. */
function isNew(what: 'wish' | 'callback', known: unknown, sent: object | null): boolean {
  if (sent === null) return false;
  if (known === null) return true;
  if (canonicalJson(known) === canonicalJson(sent)) return false;
  throw conflict(`${what}_added`, `a ${what} was added before, and is not replaced`);
}
