import type { DenyEscalationInput, EscalationView } from '@/lib/contract/escalation';
import { type Ctx, permit } from '../context';
import { readEscalation } from './read';

export async function denyEscalation(ctx: Ctx, { id }: DenyEscalationInput): Promise<EscalationView> {
  permit(ctx, 'escalation.decide');
  return readEscalation(ctx, { id });
}
