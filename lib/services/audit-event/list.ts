import type { AuditEventView, ListAuditEventsInput } from '@/lib/contract/audit-event';
import type { AuditEventWhereInput } from '@/lib/db/generated/models/AuditEvent';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { auditEventSelect, toAuditEventView } from './view';

/** Audit events, newest first, each with its link in the chain. */
export async function listAuditEvents(
  ctx: Ctx,
  input: ListAuditEventsInput,
): Promise<{ items: AuditEventView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'audit.list');
  const db = reader(ctx);
  const { event, actor, subjectKind, subjectId, from, to, cursor, limit, count } = input;
  const all: AuditEventWhereInput[] = [];
  if (event !== undefined) all.push({ event: { startsWith: event } });
  if (actor !== undefined) all.push({ actorId: actor });
  if (subjectKind !== undefined) all.push({ subjectKind });
  if (subjectId !== undefined) all.push({ subjectId });
  if (from !== undefined) all.push({ at: { gte: from } });
  if (to !== undefined) all.push({ at: { lt: to } });
  const rows = await db.auditEvent.findMany({
    where: { AND: [...all, ...before(cursor)] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: auditEventSelect,
  });
  const page = toPage(rows, limit, (row) => [row.at.toISOString(), row.id], toAuditEventView);
  return count === 'true' ? { ...page, total: await db.auditEvent.count({ where: { AND: all } }) } : page;
}

/** Times of audit events are whole milliseconds, so a Date carries them exactly. */
function before(cursor: string | undefined): AuditEventWhereInput[] {
  const [atText, id] = fromCursor(cursor, 2) ?? [];
  if (atText === undefined || id === undefined) return [];
  const at = new Date(atText);
  if (Number.isNaN(at.getTime())) throw invalidInput('cursor', 'is not one that this list gave');
  return [{ at: { lte: at } }, { OR: [{ at: { lt: at } }, { id: { lt: id } }] }];
}
