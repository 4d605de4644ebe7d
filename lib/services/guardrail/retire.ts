import type { GuardrailView, MoveGuardrailInput } from '@/lib/contract/guardrail';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { loadGuardrail } from './load';
import { moveGuardrail } from './move';
import { toGuardrailView } from './view';

/** Retires the named version, or every open one of the guardrail. Its texts and its name stay. */
export async function retireGuardrail(ctx: Ctx, input: MoveGuardrailInput): Promise<GuardrailView> {
  permit(ctx, 'guardrail.retire');
  if (input.version !== undefined) return moveGuardrail(ctx, input, 'retire');
  return inTransaction(ctx, async (tx) => {
    const { versions } = await loadGuardrail(tx, input.id);
    const open = versions.filter(({ state }) => state !== 'retired');
    if (open.length === 0) return moveGuardrail({ ...ctx, tx }, input, 'retire');
    for (const [i, { version }] of open.entries()) {
      // The first step moves the revision that the caller saw.
      const ifMatch = i === 0 ? ctx.ifMatch : null;
      await moveGuardrail({ ...ctx, tx, ifMatch }, { ...input, version }, 'retire');
    }
    return toGuardrailView(await loadGuardrail(tx, input.id));
  });
}
