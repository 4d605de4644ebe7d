import type { Tx } from '@/lib/db/client';
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
export async function writeAudit(tx: Tx, ctx: Ctx, now: Date, entry: AuditEntry): Promise<void> {
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
  await tx.auditEvent.create({
    data: {
      id,
      at: now,
      event: entry.event,
      actorKind: actor.kind,
      actorId: actor.id,
      subjectKind: entry.subject.kind,
      subjectId: entry.subject.id,
      record,
    },
  });
}
