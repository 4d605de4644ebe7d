import type { Tx } from '@/lib/db/client';

/**
 * Before rules or groups are changed: waits for every answer that rests on them, and makes the next ones wait
 * (`hold_approvers`). INVARIANT (approval-once): who is asked cannot change under an approval.
 */
export async function holdApprovalRules(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('cordon.approval-rules', 0))`;
}
