import { type RequestAnswer, type RequestTask, statusEndpoint } from '@/lib/contract/access-request';
import type { Prisma, Tx } from '@/lib/db/client';
import { handleEnd, type RequestStatus, requestStatusAt } from '@/lib/domain/access-request';
import { signApprovalState } from '@/lib/identity/approval-state';
import type { Ctx } from '../context';
import { loadTierRules } from '../task/effective-tier';
import { tokenSigner } from '../token/signer';
import type { RequestRow } from './load';
import { AccessRequestError } from './problem';

const TITLES = {
  pending: 'Waiting for a person',
  approved: 'Approved',
  denied: 'Denied',
  expired: 'Nobody answered in time',
  cancelled: 'Withdrawn',
  failed: 'Approved, and nothing was given',
} as const satisfies Record<RequestStatus, string>;

const NEXT = {
  pending: 'Ask for this state again after a moment, or with Prefer: wait=30.',
  approved: 'Ask for the same decision again, with this approval.',
  denied: 'The same call is denied for as long as its task runs.',
  expired: 'The call was denied. It may be asked again.',
  cancelled: 'The call was not decided on.',
  failed: 'Ask again.',
} as const satisfies Record<RequestStatus, string>;

/** What a request has come to: its status is final, or it waits. */
export function statusOf(row: RequestRow, now: Date): RequestStatus {
  const status = requestStatusAt(row, now);
  return status === 'approved' && row.grant === null ? 'failed' : status;
}

/** The handle of a request. Throws `task_expired` where it is so old that nothing is told of it any more. */
export async function toTask(db: Tx, publicUrl: string, row: RequestRow, now: Date): Promise<RequestTask> {
  const status = statusOf(row, now);
  const end = handleEnd(status, row.expiresAt);
  if (status !== 'pending' && end <= now) {
    throw new AccessRequestError(
      'task_expired',
      `what became of \`${row.id}\` is told until ${end.toISOString()}`,
    );
  }
  const endpoint = statusEndpoint(publicUrl, row.id);
  return {
    id: row.id,
    status,
    status_endpoint: endpoint,
    expires_at: end.toISOString(),
    links: { cancel: `${endpoint}/cancel` },
    ...(status === 'pending' && { progress: await progressOf(db, row) }),
    display: {
      title: TITLES[status],
      description: (status === 'denied' || status === 'cancelled' ? row.answerReason : null) ?? NEXT[status],
    },
  };
}

/** How many have approved, of how many that must. Who they are is not told. */
async function progressOf(db: Tx, { tier, verdicts }: RequestRow): Promise<RequestTask['progress'] & object> {
  const { approvals } = await loadTierRules(db, tier ?? 'critical');
  const given = new Set(verdicts.map(({ userId }) => userId)).size;
  return {
    current_step: Math.min(given + 1, approvals),
    total_steps: approvals,
    step_name: `${given} of ${approvals} ${approvals === 1 ? 'approval' : 'approvals'}`,
  };
}

/** The whole answer, with the approval that the caller brings along when it asks again. */
export async function toAnswer(
  ctx: Pick<Ctx, 'publicUrl'> & { prisma: Prisma },
  row: RequestRow,
  now: Date,
): Promise<RequestAnswer> {
  const task = await toTask(ctx.prisma, ctx.publicUrl, row, now);
  const { grant, answeredAt } = row;
  if (task.status !== 'approved' || grant === null || answeredAt === null) return { task };
  const state = await signApprovalState(await tokenSigner(ctx.prisma), ctx.publicUrl, {
    approvalId: row.id,
    taskId: row.taskId,
    agentId: row.agentId,
    at: answeredAt,
    until: grant.endsAt,
  });
  return {
    task,
    result: {
      mode: 'reevaluate',
      approval: {
        id: row.id,
        approved_at: answeredAt.toISOString(),
        approved_until: grant.endsAt.toISOString(),
        state,
      },
    },
  };
}
