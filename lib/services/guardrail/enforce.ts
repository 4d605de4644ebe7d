import type { GuardrailView, MoveGuardrailInput } from '@/lib/contract/guardrail';
import { type Ctx, permit } from '../context';
import { moveGuardrail } from './move';

/** Lets a version answer, in the place of the one that is enforced. Refused while its text is wrong. */
export async function enforceGuardrail(ctx: Ctx, input: MoveGuardrailInput): Promise<GuardrailView> {
  permit(ctx, 'guardrail.enforce');
  return moveGuardrail(ctx, input, 'enforce');
}
