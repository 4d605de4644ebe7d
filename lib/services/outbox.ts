import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { NotificationKind } from '@/lib/domain/notification';

/**
 * Says in the transaction of a deed that it is to be told: if the deed is undone, nobody hears of it, and if it
 * stands, it is told however often a process dies. INVARIANT (told-once)
 */
export async function writeOutbox(
  tx: Tx,
  kind: NotificationKind,
  subject: { kind: string; id: string },
  details: Record<string, string | null> = {},
): Promise<void> {
  await tx.$executeRaw(outboxSql(kind, subject, details));
}

/** The same as a statement, for a deed that is one statement itself. */
export const outboxSql = (
  kind: NotificationKind,
  subject: { kind: string; id: string },
  details: Record<string, string | null> = {},
): Prisma.Sql => Prisma.sql`
    INSERT INTO outbox_events (kind, subject_kind, subject_id, details)
    VALUES (${kind}, ${subject.kind}, ${subject.id}, ${JSON.stringify(details)}::jsonb)`;
