import type { Tx } from '@/lib/db/client';
import type { EscalationGetPayload } from '@/lib/db/generated/models/Escalation';
import type { Ctx } from '../context';
import { boundSystems } from '../task/permit-task';
import { unknownTask } from './problem';

export const requestSelect = {
  id: true,
  state: true,
  agentId: true,
  taskId: true,
  systemId: true,
  tier: true,
  requestedAt: true,
  expiresAt: true,
  answeredAt: true,
  answerReason: true,
  wish: true,
  callback: true,
  grant: { select: { endsAt: true } },
  verdicts: { where: { verdict: 'approve' }, select: { userId: true } },
} as const;
export type RequestRow = EscalationGetPayload<{ select: typeof requestSelect }>;

/**
 * A request that the caller may see: a key, of the agents and systems to which it is bound; a task token, of
 * exactly its task. Everything else is unknown to it.
 */
export async function loadRequest(db: Tx, ctx: Ctx, id: string): Promise<RequestRow> {
  // The database could not even be asked for it.
  if (id.includes('\u0000') || !id.isWellFormed()) throw unknownTask(id);
  const row = await db.escalation.findUnique({ where: { id }, select: requestSelect });
  if (row === null || !speaksFor(ctx, row)) throw unknownTask(id);
  return row;
}

/** Whether the caller may speak for what was asked. */
export function speaksFor(
  ctx: Ctx,
  asked: { agentId: string; taskId: string | null; systemId: string | null },
): boolean {
  const { actor } = ctx;
  if (actor.taskId !== undefined && actor.taskId !== asked.taskId) return false;
  const isBound = actor.roles.includes('pep') && !actor.roles.includes('admin');
  if (isBound && actor.agentIds.length > 0 && !actor.agentIds.includes(asked.agentId)) return false;
  const systems = boundSystems(ctx);
  return systems === null || (asked.systemId !== null && systems.includes(asked.systemId));
}
