import type { GrantView } from '@/lib/contract/grant';
import type { GrantGetPayload } from '@/lib/db/generated/models/Grant';
import { grantStateAt } from '@/lib/domain/grant';
import { scopeOf } from './scope';

export const grantSelect = {
  id: true,
  taskId: true,
  entitlementId: true,
  systemId: true,
  tools: true,
  actionClasses: true,
  resources: true,
  maxSensitivity: true,
  arguments: true,
  startsAt: true,
  endsAt: true,
  uses: true,
  reason: true,
  createdBy: true,
  revokedAt: true,
  revokeReason: true,
  revision: true,
  task: { select: { agentId: true } },
  entitlement: { select: { endsAt: true, revokedAt: true } },
  use: { select: { spent: true } },
} as const;
type GrantRow = GrantGetPayload<{ select: typeof grantSelect }>;

/** A grant as it stands at `now`. */
export function toGrantView(row: GrantRow, now: Date): GrantView {
  const spent = row.use?.spent ?? 0;
  return {
    id: row.id,
    task: row.taskId,
    agent: row.task.agentId,
    entitlement: row.entitlementId,
    scope: scopeOf(row),
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    uses: row.uses,
    spent,
    state: grantStateAt({ ...row, spent }, now),
    reason: row.reason,
    createdBy: row.createdBy,
    revokedAt: row.revokedAt,
    revokeReason: row.revokeReason,
    revision: row.revision,
  };
}
