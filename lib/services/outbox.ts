import type { Tx } from '@/lib/db/client';
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
  await tx.outboxEvent.create({ data: { kind, subjectKind: subject.kind, subjectId: subject.id, details } });
}
