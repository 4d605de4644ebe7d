import type { EscalationSummary, ListEscalationsInput } from '@/lib/contract/escalation';
import type { EscalationWhereInput } from '@/lib/db/generated/models/Escalation';
import type { EscalationState } from '@/lib/domain/escalation';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { stopsOverCalls } from '../stop/over-calls';
import { databaseNow, reader } from '../transaction';
import { escalationSummarySelect, toEscalationSummary } from './view';

/** Escalations, newest first. A state is asked for as it is now: silence past the deadline has expired. */
export async function listEscalations(
  ctx: Ctx,
  { state, agent, task, cursor, limit, count }: ListEscalationsInput,
): Promise<{ items: EscalationSummary[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'escalation.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const all: EscalationWhereInput[] = [];
  if (state !== undefined) all.push({ OR: state.map((one) => inState(one, now)) });
  if (agent !== undefined) all.push({ agentId: agent });
  if (task !== undefined) all.push({ taskId: task });
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.escalation.findMany({
    where: { AND: [...all, ...(before === undefined ? [] : [{ id: { lt: before } }])] },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: escalationSummarySelect,
  });
  const stopOver = await stopsOverCalls(db, rows, now);
  const page = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => toEscalationSummary(row, now, stopOver(row)),
  );
  return count === 'true' ? { ...page, total: await db.escalation.count({ where: { AND: all } }) } : page;
}

function inState(state: EscalationState, now: Date): EscalationWhereInput {
  if (state === 'pending') return { state, expiresAt: { gt: now } };
  if (state === 'expired') return { OR: [{ state }, { state: 'pending', expiresAt: { lte: now } }] };
  return { state };
}
