import { checkText, hasErrors } from '@/lib/cedar/guardrail';
import type { GuardrailValidation, ValidateGuardrailInput } from '@/lib/contract/guardrail';
import { type Ctx, permit } from '../context';
import { checkCases } from '../guardrail-case/check';
import { reader } from '../transaction';
import { loadGuardrail } from './load';
import { toProblemView } from './view';

/** What is wrong with a text, and where, and what it says to the guardrail's cases. Changes nothing. */
export async function validateGuardrail(
  ctx: Ctx,
  { id, text }: ValidateGuardrailInput,
): Promise<GuardrailValidation> {
  permit(ctx, 'guardrail.validate');
  const db = reader(ctx);
  const whole = text ?? (await loadGuardrail(db, id)).versions[0]?.text ?? '';
  const checked = await checkText(id, whole);
  const cases = hasErrors(checked) ? [] : await checkCases(db, id, whole);
  return {
    valid: !hasErrors(checked),
    problems: checked.problems.map(toProblemView),
    formatted: checked.formatted,
    cases: cases.map(({ id, expected, says, holds }) => ({ id, expected, says, holds })),
  };
}
