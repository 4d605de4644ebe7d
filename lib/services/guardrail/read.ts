import type { GuardrailIdInput, GuardrailView } from '@/lib/contract/guardrail';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { loadGuardrail } from './load';
import { toGuardrailView } from './view';

export async function readGuardrail(ctx: Ctx, { id }: GuardrailIdInput): Promise<GuardrailView> {
  permit(ctx, 'guardrail.list');
  return toGuardrailView(await loadGuardrail(reader(ctx), id));
}
