import type { AuditEventView } from '@/lib/contract/audit-event';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { reader } from '../transaction';
import { auditEventSelect, toAuditEventView } from './view';

export async function readAuditEvent(ctx: Ctx, { id }: { id: string }): Promise<AuditEventView> {
  permit(ctx, 'audit.list');
  const row = await reader(ctx).auditEvent.findUnique({ where: { id }, select: auditEventSelect });
  if (row === null) throw notFound('audit event', id);
  return toAuditEventView(row);
}
