import type { EscalationView, WithdrawEscalationInput } from '@/lib/contract/escalation';
import { type Ctx, permit } from '../context';
import { readEscalation } from './read';

export async function withdrawEscalation(ctx: Ctx, { id }: WithdrawEscalationInput): Promise<EscalationView> {
  permit(ctx, 'escalation.withdraw');
  return readEscalation(ctx, { id });
}
