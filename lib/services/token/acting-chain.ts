import type { Tx } from '@/lib/db/client';
import type { ActClaim } from '@/lib/identity/task-token';

/**
 * Who acts for whom in a delegated task, as RFC 8693 (section 4.1) writes it: the present agent outermost, each
 * holding the one that delegated to it. Null for a task that nobody delegated. It is told for the record: what a
 * chain may do is looked up by the task at each call, never believed from a claim.
 */
export async function actingChain(tx: Tx, taskId: string): Promise<ActClaim | null> {
  const chain = await tx.$queryRaw<{ id: string; agent: string }[]>`
    SELECT id, agent_id AS agent FROM chain_of(${taskId})`;
  if (chain.length < 2) return null;
  return chain.reduce<ActClaim | null>(
    (act, { id, agent }) => ({ sub: agent, task: id, ...(act !== null && { act }) }),
    null,
  );
}
