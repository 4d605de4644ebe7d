import type { DeferralView } from '@/lib/contract/deferral';
import type { DeferralGetPayload } from '@/lib/db/generated/models/Deferral';
import { deferralStateAt } from '@/lib/domain/deferral';
import { taskStateAt } from '@/lib/domain/task';

export const deferralSelect = {
  id: true,
  taskId: true,
  agentId: true,
  toolId: true,
  reasons: true,
  decisionId: true,
  calls: true,
  deferredAt: true,
  expiresAt: true,
  resolvedAt: true,
  resolvedBy: true,
  task: { select: { purpose: true, state: true, endsAt: true } },
} as const;

export function toDeferralView(
  row: DeferralGetPayload<{ select: typeof deferralSelect }>,
  now: Date,
): DeferralView {
  const taskState = taskStateAt(row.task, now);
  return {
    id: row.id,
    state: deferralStateAt(row, taskState === 'running' || taskState === 'paused', now),
    agent: row.agentId,
    task: row.taskId,
    purpose: row.task.purpose,
    tool: row.toolId,
    reasons: row.reasons,
    decision: row.decisionId,
    calls: row.calls,
    deferredAt: row.deferredAt,
    expiresAt: row.expiresAt,
    resolvedAt: row.resolvedAt,
    resolvedBy: row.resolvedBy,
  };
}
