import { z } from 'zod';
import { ToolBlock, type ToolListItem, type ToolView } from '@/lib/contract/tool';
import type { Tx } from '@/lib/db/client';
import type { ToolModel } from '@/lib/db/generated/models';
import { type Pinned, proposalOf } from '@/lib/domain/found-tool';
import { fromDocument } from './definition';

export const toToolListItem = (
  row: Omit<ToolModel, 'inputSchema' | 'definition' | 'reviewedDefinition'>,
): ToolListItem => ({
  id: row.id,
  system: row.systemId,
  name: row.name,
  description: row.description,
  actionClass: row.actionClass,
  sensitivity: row.sensitivity,
  returnsUntrusted: row.returnsUntrusted,
  reversible: row.reversible,
  sensitiveArguments: row.sensitiveArguments,
  incidentalArguments: row.incidentalArguments,
  triggers: row.triggers,
  state: row.state,
  digest: row.digest,
  reviewedDigest: row.reviewedDigest,
  reviewedBy: row.reviewedById,
  reviewedAt: row.reviewedAt,
  createdAt: row.createdAt,
  revision: row.revision,
});

type Json = Record<string, unknown> | null;

/** One tool with all that a reviewer looks at. */
export async function loadToolView(tx: Tx, row: ToolModel): Promise<ToolView> {
  const system = await tx.system.findUniqueOrThrow({
    where: { id: row.systemId },
    select: { sensitivity: true },
  });
  return {
    ...toToolListItem(row),
    inputSchema: row.inputSchema as Json,
    told: row.definition as Json,
    reviewedDefinition: fromDocument(row.reviewedDefinition),
    proposed: row.definition === null ? null : proposalOf(row.definition as Pinned, system.sensitivity),
    block: row.state === 'blocked' ? await loadBlock(tx, row.id) : null,
  };
}

const Record = z.object({
  actor: ToolBlock.shape.by,
  details: z.object({ reason: z.string() }),
});

/** Why a tool is blocked, as the audit event says that blocked it. */
async function loadBlock(tx: Tx, id: string): Promise<ToolBlock | null> {
  const event = await tx.auditEvent.findFirst({
    where: { subjectKind: 'tool', subjectId: id, event: 'tool.blocked' },
    orderBy: { at: 'desc' },
    select: { at: true, record: true },
  });
  const parsed = event === null ? null : Record.safeParse(JSON.parse(event.record));
  if (event === null || parsed?.success !== true) return null;
  return { at: event.at, by: parsed.data.actor, reason: parsed.data.details.reason };
}
