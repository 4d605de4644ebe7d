import type { StopView } from '@/lib/contract/stop';
import type { StopModel } from '@/lib/db/generated/models';

export const toStopView = (row: StopModel): StopView => ({
  id: row.id,
  target: { kind: row.kind, id: row.targetId },
  reason: row.reason,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  releasedBy: row.releasedBy,
  releasedAt: row.releasedAt,
  releaseReason: row.releaseReason,
  revision: row.revision,
});
