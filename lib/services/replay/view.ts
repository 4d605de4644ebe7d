import { ReplayResult, type ReplayView } from '@/lib/contract/replay';
import type { ReplayModel } from '@/lib/db/generated/models';

export const toReplayView = (row: ReplayModel): ReplayView => ({
  id: row.id,
  guardrail: row.guardrail,
  text: row.text,
  since: row.since,
  state: row.state,
  total: row.total,
  looked: row.looked,
  requestedAt: row.requestedAt,
  requestedBy: row.requestedBy,
  startedAt: row.startedAt,
  endedAt: row.endedAt,
  error: row.error,
  result: row.result === null ? null : ReplayResult.parse(row.result),
});
