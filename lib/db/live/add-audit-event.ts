import type pg from 'pg';

export type AuditEventRow = {
  id: string;
  at: Date;
  event: string;
  actorKind: string;
  actorId: string;
  subjectKind: string;
  subjectId: string;
  record: string;
};

/** Writes one audit event, by itself. Linked into the chain when it commits, which is before this resolves. */
export async function addAuditEvent(pool: pg.Pool, row: AuditEventRow): Promise<void> {
  await pool.query({
    name: 'add-audit-event',
    text: `INSERT INTO audit_events (id, at, event, actor_kind, actor_id, subject_kind, subject_id, record)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      row.id,
      row.at,
      row.event,
      row.actorKind,
      row.actorId,
      row.subjectKind,
      row.subjectId,
      row.record,
    ],
  });
}
