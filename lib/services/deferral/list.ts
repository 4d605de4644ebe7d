import type { DeferralView, ListDeferralsInput } from '@/lib/contract/deferral';
import type { DeferralWhereInput } from '@/lib/db/generated/models/Deferral';
import type { DeferralState } from '@/lib/domain/deferral';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { deferralSelect, toDeferralView } from './view';

/** Calls that were put off, newest first. A state is asked for as it is now. */
export async function listDeferrals(
  ctx: Ctx,
  { state, agent, task, cursor, limit, count }: ListDeferralsInput,
): Promise<{ items: DeferralView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'deferral.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const all: DeferralWhereInput[] = [];
  if (state !== undefined) all.push({ OR: state.map((one) => inState(one, now)) });
  if (agent !== undefined) all.push({ agentId: agent });
  if (task !== undefined) all.push({ taskId: task });
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.deferral.findMany({
    where: { AND: [...all, ...(before === undefined ? [] : [{ id: { lt: before } }])] },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: deferralSelect,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => toDeferralView(row, now),
  );
  return count === 'true' ? { ...page, total: await db.deferral.count({ where: { AND: all } }) } : page;
}

function inState(state: DeferralState, now: Date): DeferralWhereInput {
  if (state === 'resolved') return { resolvedAt: { not: null } };
  if (state === 'expired') return { resolvedAt: null, expiresAt: { lte: now } };
  const isOpen = { state: { in: ['running' as const, 'paused' as const] }, endsAt: { gt: now } };
  return { resolvedAt: null, expiresAt: { gt: now }, task: state === 'waiting' ? isOpen : { NOT: isOpen } };
}
