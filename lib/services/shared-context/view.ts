import type { ContextView, LabelChangeView } from '@/lib/contract/shared-context';
import type { ContextModel, LabelChangeModel } from '@/lib/db/generated/models';
import type { Labels } from '@/lib/domain/labels';
import { labelColumns, labelsOfRow } from '../label/columns';

export const toContextView = (row: ContextModel): ContextView => ({
  id: row.id,
  name: row.name,
  labels: labelsOfRow(row),
  agents: row.openTo,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  revision: row.revision,
});

/** The columns were written from labels, by the verbs that change them. */
const labelsOf = (value: unknown) => labelColumns(value as Labels);

export const toLabelChangeView = (row: LabelChangeModel): LabelChangeView => ({
  id: row.id,
  at: row.at,
  cause: row.cause,
  task: row.taskId,
  agent: row.agentId,
  decision: row.decisionId,
  person: row.actorName,
  reason: row.reason,
  before: labelsOf(row.before),
  after: labelsOf(row.after),
});
