import { z } from 'zod';
import type { AuditEventView } from '@/lib/contract/audit-event';
import type { AuditEventGetPayload } from '@/lib/db/generated/models/AuditEvent';

export const auditEventSelect = {
  id: true,
  at: true,
  event: true,
  actorKind: true,
  actorId: true,
  subjectKind: true,
  subjectId: true,
  record: true,
  link: { select: { seq: true, hash: true } },
} as const;

/** What only the record says. Read leniently: evidence must never fail to show. */
const RecordWords = z
  .object({
    actor: z.object({ name: z.string().nullable().catch(null), roles: z.array(z.string()).catch([]) }),
    request_id: z.string().nullable().catch(null),
    details: z.unknown(),
  })
  .catch({ actor: { name: null, roles: [] }, request_id: null, details: null });

function wordsOf(record: string): z.output<typeof RecordWords> {
  try {
    return RecordWords.parse(JSON.parse(record));
  } catch {
    return RecordWords.parse(null);
  }
}

export function toAuditEventView(
  row: AuditEventGetPayload<{ select: typeof auditEventSelect }>,
): AuditEventView {
  const { actor, request_id: requestId, details } = wordsOf(row.record);
  return {
    id: row.id,
    at: row.at,
    event: row.event,
    actor: { kind: row.actorKind, id: row.actorId, name: actor.name, roles: actor.roles },
    subject: { kind: row.subjectKind, id: row.subjectId },
    requestId,
    details: details ?? null,
    chain:
      row.link === null
        ? null
        : { seq: row.link.seq.toString(), hash: Buffer.from(row.link.hash).toString('hex') },
    record: row.record,
  };
}
