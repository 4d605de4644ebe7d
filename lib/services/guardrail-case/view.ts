import type { GuardrailCaseView } from '@/lib/contract/guardrail-case';
import type { GuardrailCaseModel } from '@/lib/db/generated/models';
import type { RecordedCall } from '@/lib/domain/recorded-call';

/** What a case was made of. Written by us, and read by nobody else. */
export const callOfCase = (row: Pick<GuardrailCaseModel, 'call'>): RecordedCall =>
  row.call as unknown as RecordedCall;

export function toGuardrailCaseView(row: GuardrailCaseModel): GuardrailCaseView {
  const { agent, tool } = callOfCase(row);
  return {
    id: row.id,
    guardrail: row.guardrail,
    name: row.name,
    expected: row.expected,
    decision: row.decisionId,
    agent: agent.id,
    tool: tool.id,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
  };
}
