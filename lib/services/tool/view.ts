import type { ToolListItem, ToolView } from '@/lib/contract/tool';
import type { ToolModel } from '@/lib/db/generated/models';

export const toToolListItem = (row: Omit<ToolModel, 'inputSchema' | 'definition'>): ToolListItem => ({
  id: row.id,
  system: row.systemId,
  name: row.name,
  description: row.description,
  actionClass: row.actionClass,
  sensitivity: row.sensitivity,
  returnsUntrusted: row.returnsUntrusted,
  reversible: row.reversible,
  sensitiveArguments: row.sensitiveArguments,
  triggers: row.triggers,
  state: row.state,
  digest: row.digest,
  reviewedDigest: row.reviewedDigest,
  reviewedBy: row.reviewedById,
  reviewedAt: row.reviewedAt,
  createdAt: row.createdAt,
  revision: row.revision,
});

export const toToolView = (row: ToolModel): ToolView => ({
  ...toToolListItem(row),
  inputSchema: row.inputSchema as Record<string, unknown> | null,
});
