import { writeAudits } from '../audit';
import type { Ctx } from '../context';
import { inTransaction } from '../transaction';

const AT_ONCE = 100;

/**
 * Where half of the time to decide is over and nobody has answered, others are asked too: once an escalation,
 * whoever looks.
 */
export async function askHalfTime(ctx: Ctx): Promise<number> {
  return inTransaction(ctx, async (tx, now) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      UPDATE escalations SET backup_asked_at = ${now}
       WHERE id IN (
         SELECT id FROM escalations
          WHERE state = 'pending' AND backup_asked_at IS NULL AND expires_at > ${now}
            AND requested_at + (expires_at - requested_at) / 2 <= ${now}
          ORDER BY requested_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
      RETURNING id`;
    if (rows.length === 0) return 0;
    await tx.outboxEvent.createMany({
      data: rows.map(({ id }) => ({
        kind: 'escalation.half_time',
        subjectKind: 'escalation',
        subjectId: id,
      })),
    });
    await writeAudits(
      tx,
      ctx,
      now,
      rows.map(({ id }) => ({ event: 'escalation.backup_asked', subject: { kind: 'escalation', id } })),
    );
    return rows.length;
  });
}
