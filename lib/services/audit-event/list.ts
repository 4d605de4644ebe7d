import type { AuditEventView, ListAuditEventsInput } from '@/lib/contract/audit-event';
import type { Tx } from '@/lib/db/client';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { conditionOf, countAuditEvents, positionOf, searchAuditEvents } from './search';
import { auditEventSelect, toAuditEventView } from './view';

/** Audit events, newest first, each with its link in the chain. */
export async function listAuditEvents(
  ctx: Ctx,
  input: ListAuditEventsInput,
): Promise<{ items: AuditEventView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'audit.list');
  const db = reader(ctx);
  const { cursor, limit, count, ...filter } = input;
  const condition = await conditionOf(db, filter);
  const ids = await searchAuditEvents(db, condition, positionOf(fromCursor(cursor, 2)), limit + 1);
  const rows = await loadAuditEvents(db, ids);
  const page = toPage(rows, limit, (row) => [row.at.toISOString(), row.id], toAuditEventView);
  return count === 'true' ? { ...page, total: await countAuditEvents(db, condition) } : page;
}

/** The rows of these events, newest first. */
export const loadAuditEvents = (db: Tx, ids: readonly string[]) =>
  db.auditEvent.findMany({
    where: { id: { in: [...ids] } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    select: auditEventSelect,
  });
