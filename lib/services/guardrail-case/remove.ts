import type { GuardrailCaseIdInput, GuardrailCaseView } from '@/lib/contract/guardrail-case';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { inTransaction } from '../transaction';
import { toGuardrailCaseView } from './view';

/** Removes a case: from now on versions are enforced whatever they say to it. */
export async function removeGuardrailCase(
  ctx: Ctx,
  { id }: GuardrailCaseIdInput,
): Promise<GuardrailCaseView> {
  permit(ctx, 'guardrail-case.remove');
  return inTransaction(ctx, async (tx, now) => {
    const row = await tx.guardrailCase.findUnique({ where: { id } });
    if (row === null) throw notFound('case', id);
    const { count } = await tx.guardrailCase.deleteMany({ where: { id } });
    if (count !== 1) throw notFound('case', id);
    await writeAudit(tx, ctx, now, {
      event: 'guardrail-case.removed',
      subject: { kind: 'guardrail', id: row.guardrail },
      details: { case: id, name: row.name, decision: row.decisionId, expected: row.expected },
    });
    return toGuardrailCaseView(row);
  });
}
