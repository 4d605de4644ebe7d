import type { GuardrailView, MoveGuardrailInput } from '@/lib/contract/guardrail';
import { type Ctx, permit } from '../context';
import { moveGuardrail } from './move';

/**
 * Puts a version in shadow: every decision asks it and records what it would have said, and it never
 * answers. A version that was enforced answers no more from the next decision on.
 */
export async function shadowGuardrail(ctx: Ctx, input: MoveGuardrailInput): Promise<GuardrailView> {
  permit(ctx, 'guardrail.shadow');
  return moveGuardrail(ctx, input, 'shadow');
}
