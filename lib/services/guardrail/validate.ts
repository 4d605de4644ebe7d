import { checkText, hasErrors } from '@/lib/cedar/guardrail';
import type { GuardrailValidation, ValidateGuardrailInput } from '@/lib/contract/guardrail';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { loadGuardrail } from './load';
import { toProblemView } from './view';

/** What is wrong with a text, and where. Changes nothing. */
export async function validateGuardrail(
  ctx: Ctx,
  { id, text }: ValidateGuardrailInput,
): Promise<GuardrailValidation> {
  permit(ctx, 'guardrail.validate');
  const checked = await checkText(id, text ?? (await loadGuardrail(reader(ctx), id)).versions[0]?.text ?? '');
  return {
    valid: !hasErrors(checked),
    problems: checked.problems.map(toProblemView),
    formatted: checked.formatted,
  };
}
