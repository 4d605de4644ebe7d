import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { freshId } from '@/lib/db/new-id';
import { canonicalJson } from '@/lib/ledger/canonical';
import type { Ctx } from './context';

/** What an audit event says: past tense, with the noun in front. */
export type AuditEntry = {
  event: `${string}.${string}`;
  subject: { kind: string; id: string };
  /** JSON that the auditor reads: what changed, from what to what, and the typed reason. */
  details?: Record<string, unknown>;
};

/**
 * Writes the audit row of a deed in the deed's transaction: both stand, or neither.
 * INVARIANT (every-change-audited)
 */
export const writeAudit = (tx: Tx, ctx: Ctx, now: Date, entry: AuditEntry): Promise<void> =>
  writeAudits(tx, ctx, now, [entry]);

/** The same for a deed of many parts. They are linked into the chain in this order. */
export async function writeAudits(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  entries: readonly AuditEntry[],
): Promise<void> {
  await tx.$executeRaw(auditSql(ctx, now, entries));
}

/** The same as a statement, for a deed that is one statement itself. */
export function auditSql(ctx: Ctx, now: Date, entries: readonly AuditEntry[]): Prisma.Sql {
  const rows = entries.map((entry) => toRow(ctx, now, entry));
  // As lists, not as a parameter for each cell: a deed over thousands of agents writes as many rows.
  return Prisma.sql`
    INSERT INTO audit_events (id, at, event, actor_kind, actor_id, subject_kind, subject_id, record)
    SELECT r.id, ${now}::timestamptz, r.event, ${ctx.actor.kind}, ${ctx.actor.id}, r.subject_kind, r.subject_id, r.record
      FROM unnest(${rows.map(({ id }) => id)}::text[], ${rows.map(({ event }) => event)}::text[],
                  ${rows.map(({ subjectKind }) => subjectKind)}::text[], ${rows.map(({ subjectId }) => subjectId)}::text[],
                  ${rows.map(({ record }) => record)}::text[]) AS r (id, event, subject_kind, subject_id, record)`;
}

function toRow(ctx: Ctx, now: Date, entry: AuditEntry) {
  const id = freshId('evt', now);
  const { actor } = ctx;
  const record = canonicalJson({
    v: 1,
    id,
    at: now.toISOString(),
    event: entry.event,
    actor: { kind: actor.kind, id: actor.id, name: actor.name, roles: actor.roles },
    subject: entry.subject,
    request_id: ctx.requestId,
    details: JSON.parse(JSON.stringify(entry.details ?? {})),
  });
  return {
    id,
    event: entry.event,
    subjectKind: entry.subject.kind,
    subjectId: entry.subject.id,
    record,
  };
}
