import type { EscalationSummary } from '@/lib/contract/escalation';
import type { EscalationGetPayload } from '@/lib/db/generated/models/Escalation';
import { CLAIM_SECONDS, escalationStateAt } from '@/lib/domain/escalation';
import { secondsAfter } from '@/lib/domain/grant';
import type { Refusal } from '@/lib/domain/refusal';

const somebody = { select: { id: true, name: true } } as const;

/** Without the arguments, which may be long. */
export const escalationSummarySelect = {
  id: true,
  state: true,
  taskId: true,
  agentId: true,
  toolId: true,
  systemId: true,
  actionClass: true,
  sensitivity: true,
  tier: true,
  askedBy: true,
  resource: true,
  reasons: true,
  decisionId: true,
  calls: true,
  requestedAt: true,
  urgentAt: true,
  expiresAt: true,
  claimedBy: somebody,
  claimedAt: true,
  reassignedToId: true,
  groupId: true,
  reassignedTo: somebody,
  brokenGlass: true,
  answeredById: true,
  answeredAt: true,
  answerReason: true,
  revision: true,
  task: { select: { purpose: true, onBehalfOf: true, agent: { select: { name: true } } } },
  verdicts: {
    where: { verdict: 'approve' },
    orderBy: { at: 'asc' },
    select: { at: true, user: somebody },
  },
} as const;
export type EscalationRow = EscalationGetPayload<{ select: typeof escalationSummarySelect }>;

/** What a row does not say of an escalation: it depends on the moment, and on who looks. */
export type Around = {
  stoppedBy: string | null;
  needed: number;
  group: string | null;
  refusal: Refusal | null;
};

export function toEscalationSummary(
  row: EscalationRow,
  now: Date,
  { stoppedBy, needed, group, refusal }: Around,
): EscalationSummary {
  const state = escalationStateAt(row, now);
  const claimedUntil = row.claimedAt === null ? null : secondsAfter(row.claimedAt, CLAIM_SECONDS);
  return {
    id: row.id,
    state,
    agent: row.agentId,
    agentName: row.task.agent.name,
    task: row.taskId,
    purpose: row.task.purpose,
    onBehalfOf: row.task.onBehalfOf,
    tool: row.toolId,
    resource: row.resource,
    actionClass: row.actionClass,
    sensitivity: row.sensitivity,
    tier: row.tier,
    reasons: row.reasons,
    decision: row.decisionId,
    calls: row.calls,
    requestedAt: row.requestedAt,
    urgentAt: row.urgentAt,
    expiresAt: row.expiresAt,
    approvals: {
      needed,
      given: row.verdicts.map(({ at, user }) => ({ ...user, at })),
    },
    claimedBy:
      state === 'pending' && row.claimedBy !== null && claimedUntil !== null && now < claimedUntil
        ? { ...row.claimedBy, until: claimedUntil }
        : null,
    reassignedTo: row.reassignedTo,
    group,
    brokenGlass: row.brokenGlass,
    answeredBy: row.answeredById,
    answeredAt: row.answeredAt,
    answerReason: row.answerReason,
    frozenBy: state === 'pending' ? stoppedBy : null,
    refusal,
    revision: row.revision,
  };
}
