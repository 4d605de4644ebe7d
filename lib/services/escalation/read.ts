import type { EscalationView } from '@/lib/contract/escalation';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { stopsOverCalls } from '../stop/over-calls';
import { databaseNow, reader } from '../transaction';
import { escalationSelect, toEscalationView } from './view';

export async function readEscalation(ctx: Ctx, { id }: { id: string }): Promise<EscalationView> {
  permit(ctx, 'escalation.list');
  const db = reader(ctx);
  const row = await db.escalation.findUnique({ where: { id }, select: escalationSelect });
  if (row === null) throw notFound('escalation', id);
  const now = await databaseNow(db);
  const stopOver = await stopsOverCalls(db, [row], now);
  return toEscalationView(row, now, stopOver(row));
}
