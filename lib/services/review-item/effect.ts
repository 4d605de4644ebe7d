import type { ReviewEffect } from '@/lib/contract/review-item';
import type { Tx } from '@/lib/db/client';
import { personSelect, toPersonRef } from '../user/person';

/** What is kept with an item when it is applied; what is observed later is looked for when it is read. */
export type KeptEffect = {
  what: ReviewEffect['what'];
  at: string;
  revokedGrants: number;
  narrowedGrants: number;
  note: string | null;
  to: string | null;
};

type Row = {
  effect: unknown;
  appliedAt: Date | null;
  agentId: string | null;
  kind: string;
  subjectId: string;
};

const OUTCOME_OF_EVENT = {
  'agent.ownership_accepted': 'accepted',
  'agent.ownership_transferred': 'accepted',
  'agent.ownership_declined': 'declined',
  'agent.ownership_withdrawn': 'withdrawn',
  'agent.ownership_voided': 'withdrawn',
} as const;

/** What came of a decision, with what can be seen of it since. */
export async function loadEffect(tx: Tx, row: Row): Promise<ReviewEffect | null> {
  const kept = row.effect as KeptEffect | null;
  if (kept === null || row.appliedAt === null) return null;
  const { to, at, ...plain } = kept;
  return {
    ...plain,
    at: new Date(at),
    handOver: to === null ? null : await loadHandOver(tx, row.agentId ?? '', to, row.appliedAt),
    nextDenial: await loadNextDenial(tx, row, kept),
  };
}

async function loadHandOver(
  tx: Tx,
  agentId: string,
  to: string,
  since: Date,
): Promise<ReviewEffect['handOver']> {
  const person = await tx.user.findUnique({ where: { id: to }, select: personSelect });
  if (person === null) return null;
  const answered = await tx.auditEvent.findFirst({
    where: {
      subjectKind: 'agent',
      subjectId: agentId,
      at: { gte: since },
      event: { in: Object.keys(OUTCOME_OF_EVENT) },
    },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { event: true },
  });
  const state =
    answered === null ? 'waiting' : OUTCOME_OF_EVENT[answered.event as keyof typeof OUTCOME_OF_EVENT];
  return { to: toPersonRef(person), state };
}

/** The first call denied or held up since, of a tool that the change took away. */
async function loadNextDenial(tx: Tx, row: Row, kept: KeptEffect): Promise<ReviewEffect['nextDenial']> {
  if (row.appliedAt === null || !['revoked', 'narrowed', 'quarantined', 'blocked'].includes(kept.what))
    return null;
  const reasons =
    row.kind === 'entitlement' ? ['outside_entitlement', 'grant_required', 'grant_expired'] : null;
  const found = await tx.decision.findFirst({
    where: {
      at: { gte: row.appliedAt },
      outcome: 'deny',
      ...(row.kind === 'tool' ? { toolId: row.subjectId } : { agentId: row.agentId ?? '' }),
      ...(reasons !== null && { reason: { in: reasons } }),
    },
    orderBy: { at: 'asc' },
    select: { id: true, at: true, toolId: true },
  });
  return found === null ? null : { decision: found.id, at: found.at, tool: found.toolId };
}
