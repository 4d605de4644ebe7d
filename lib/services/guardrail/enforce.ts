import type { GuardrailView, MoveGuardrailInput } from '@/lib/contract/guardrail';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { moveGuardrail } from './move';

/**
 * Lets a version answer, in the place of the one that is enforced. Refused while its text is wrong (`not_valid`) or
 * one of its cases does not hold (`cases_broken`). A person says why; a key stands for a pipeline that knows.
 */
export async function enforceGuardrail(ctx: Ctx, input: MoveGuardrailInput): Promise<GuardrailView> {
  permit(ctx, 'guardrail.enforce');
  if (ctx.actor.sessionId !== undefined && input.reason === undefined) {
    throw invalidInput('reason', 'must say why it is to be enforced');
  }
  return moveGuardrail(ctx, input, 'enforce');
}
