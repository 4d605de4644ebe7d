import type { Problem } from '@/lib/cedar/guardrail';
import type { GuardrailProblem, GuardrailVersionView, GuardrailView } from '@/lib/contract/guardrail';
import type { GuardrailVersionModel } from '@/lib/db/generated/models';
import { type GuardrailRow, versionIn } from './load';

const WEIGHT = ['enforced', 'shadow', 'draft'] as const;

export const toGuardrailView = (row: GuardrailRow): GuardrailView => ({
  id: row.name,
  name: row.name,
  state: WEIGHT.find((state) => versionIn(row, state) !== null) ?? 'retired',
  enforcedVersion: versionIn(row, 'enforced')?.version ?? null,
  shadowVersion: versionIn(row, 'shadow')?.version ?? null,
  draftVersion: versionIn(row, 'draft')?.version ?? null,
  latestVersion: row.versions[0]?.version ?? 0,
  text: row.versions[0]?.text ?? '',
  source: row.source,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  revision: row.revision,
});

export const toGuardrailVersionView = (row: GuardrailVersionModel): GuardrailVersionView => ({
  guardrail: row.guardrail,
  version: row.version,
  text: row.text,
  state: row.state,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  movedAt: row.movedAt,
  movedBy: row.movedBy,
  reason: row.reason,
});

export const toProblemView = ({ line, column, end, message, severity }: Problem): GuardrailProblem => ({
  line,
  column,
  endLine: end.line,
  endColumn: end.column,
  message,
  severity,
});
