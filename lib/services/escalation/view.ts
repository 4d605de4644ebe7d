import type { EscalationSummary, EscalationView } from '@/lib/contract/escalation';
import type { EscalationGetPayload } from '@/lib/db/generated/models/Escalation';
import { escalationStateAt } from '@/lib/domain/escalation';

/** Without the arguments, which may be long. */
export const escalationSummarySelect = {
  id: true,
  state: true,
  taskId: true,
  agentId: true,
  toolId: true,
  resource: true,
  reasons: true,
  decisionId: true,
  calls: true,
  requestedAt: true,
  expiresAt: true,
  answeredById: true,
  answeredAt: true,
  answerReason: true,
  revision: true,
  task: { select: { purpose: true } },
} as const;
export const escalationSelect = {
  ...escalationSummarySelect,
  digest: true,
  arguments: true,
  grant: { select: { id: true } },
} as const;

export const toEscalationSummary = (
  row: EscalationGetPayload<{ select: typeof escalationSummarySelect }>,
  now: Date,
  stoppedBy: string | null,
): EscalationSummary => ({
  id: row.id,
  state: escalationStateAt(row, now),
  agent: row.agentId,
  task: row.taskId,
  purpose: row.task.purpose,
  tool: row.toolId,
  resource: row.resource,
  reasons: row.reasons,
  decision: row.decisionId,
  calls: row.calls,
  requestedAt: row.requestedAt,
  expiresAt: row.expiresAt,
  answeredBy: row.answeredById,
  answeredAt: row.answeredAt,
  answerReason: row.answerReason,
  frozenBy: escalationStateAt(row, now) === 'pending' ? stoppedBy : null,
  revision: row.revision,
});

export const toEscalationView = (
  row: EscalationGetPayload<{ select: typeof escalationSelect }>,
  now: Date,
  stoppedBy: string | null,
): EscalationView => ({
  ...toEscalationSummary(row, now, stoppedBy),
  digest: row.digest,
  arguments: row.arguments,
  grant: row.grant?.id ?? null,
});
