import { writeAudits } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';

type Due = { id: string; agentId: string; taskId: string; toolId: string; expiresAt: Date };

/**
 * Marks what nobody has answered in time, the longest overdue first; answers how many. Bookkeeping: whoever
 * looks or decides compares the time. Safe to run twice at once.
 * INVARIANT (expiry-by-evaluation): it has ended at its deadline, not when somebody noticed.
 */
export async function expireDueEscalations(ctx: Ctx, limit: number): Promise<number> {
  permit(ctx, 'escalation.withdraw');
  return inTransaction(ctx, async (tx, now) => {
    const due = await tx.$queryRaw<Due[]>`
      UPDATE escalations e SET state = 'expired', answered_at = e.expires_at, revision = e.revision + 1
       WHERE e.id IN (SELECT w.id FROM escalations w WHERE w.state = 'pending' AND w.expires_at <= ${now}
                       ORDER BY w.expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING e.id, e.agent_id AS "agentId", e.task_id AS "taskId", e.tool_id AS "toolId", e.expires_at AS "expiresAt"`;
    await writeAudits(
      tx,
      ctx,
      now,
      due.map(({ id, agentId, taskId, toolId, expiresAt }) => ({
        event: 'escalation.expired',
        subject: { kind: 'escalation', id },
        details: { agent: agentId, task: taskId, tool: toolId, expiresAt },
      })),
    );
    return due.length;
  });
}
