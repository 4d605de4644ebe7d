import type { EscalationView, ReassignEscalationInput } from '@/lib/contract/escalation';
import { type Ctx, permit } from '../context';
import { readEscalation } from './read';

export async function reassignEscalation(ctx: Ctx, { id }: ReassignEscalationInput): Promise<EscalationView> {
  permit(ctx, 'escalation.decide');
  return readEscalation(ctx, { id });
}
