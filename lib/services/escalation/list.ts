import type { EscalationSummary, ListEscalationsInput } from '@/lib/contract/escalation';
import type { Tx } from '@/lib/db/client';
import type { EscalationWhereInput } from '@/lib/db/generated/models/Escalation';
import type { EscalationState } from '@/lib/domain/escalation';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { aroundEscalations } from './around';
import { escalationSummarySelect, toEscalationSummary } from './view';

/** Escalations, newest first or the most urgent first. A state is asked for as it is now: silence past the deadline has expired. */
export async function listEscalations(
  ctx: Ctx,
  input: ListEscalationsInput,
): Promise<{ items: EscalationSummary[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'escalation.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const { cursor, limit, count, order } = input;
  const isUrgent = order === 'urgent';
  const all = await conditionsOf(db, ctx, input, now);
  if (isUrgent) all.push(inState('pending', now));
  const rows = await db.escalation.findMany({
    where: { AND: [...all, ...after(cursor, isUrgent)] },
    orderBy: isUrgent ? [{ urgentAt: 'asc' }, { id: 'asc' }] : { id: 'desc' },
    take: limit + 1,
    select: escalationSummarySelect,
  });
  const aroundOf = await aroundEscalations(db, ctx, rows, now);
  const page = toPage(
    rows,
    limit,
    (row) => (isUrgent ? [row.urgentAt.toISOString(), row.id] : [row.id]),
    (row) => toEscalationSummary(row, now, aroundOf(row)),
  );
  return count === 'true' ? { ...page, total: await db.escalation.count({ where: { AND: all } }) } : page;
}

function after(cursor: string | undefined, isUrgent: boolean): EscalationWhereInput[] {
  if (!isUrgent) {
    const [before] = fromCursor(cursor, 1) ?? [];
    return before === undefined ? [] : [{ id: { lt: before } }];
  }
  const [at, id] = fromCursor(cursor, 2) ?? [];
  if (at === undefined || id === undefined) return [];
  const urgentAt = new Date(at);
  return [{ OR: [{ urgentAt: { gt: urgentAt } }, { urgentAt, id: { gt: id } }] }];
}

async function conditionsOf(
  _db: Tx,
  _ctx: Ctx,
  { state, agent, task, tool, system, tier, reason, q, glass }: ListEscalationsInput,
  now: Date,
): Promise<EscalationWhereInput[]> {
  const all: EscalationWhereInput[] = [];
  if (state !== undefined) all.push({ OR: state.map((one) => inState(one, now)) });
  if (agent !== undefined) all.push({ agentId: agent });
  if (task !== undefined) all.push({ taskId: task });
  if (tool !== undefined) all.push({ toolId: tool });
  if (system !== undefined) all.push({ systemId: system });
  if (tier !== undefined) all.push({ tier: { in: tier } });
  if (reason !== undefined) all.push({ reasons: { has: reason } });
  if (glass !== undefined) all.push({ brokenGlass: true, glassReviewedAt: null });
  if (q !== undefined) {
    const contains = { contains: q, mode: 'insensitive' as const };
    all.push({
      OR: [
        { id: q },
        { agentId: contains },
        { toolId: contains },
        { resource: contains },
        { answerReason: contains },
        { task: { purpose: contains } },
      ],
    });
  }
  return all;
}

function inState(state: EscalationState, now: Date): EscalationWhereInput {
  switch (state) {
    case 'pending':
      return { state, expiresAt: { gt: now } };
    case 'expired':
      return { OR: [{ state }, { state: 'pending', expiresAt: { lte: now } }] };
    default:
      return { state };
  }
}
