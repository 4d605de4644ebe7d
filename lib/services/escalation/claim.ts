import type { ClaimEscalationInput, EscalationView } from '@/lib/contract/escalation';
import { type Ctx, permit } from '../context';
import { readEscalation } from './read';

export async function claimEscalation(ctx: Ctx, { id }: ClaimEscalationInput): Promise<EscalationView> {
  permit(ctx, 'escalation.decide');
  return readEscalation(ctx, { id });
}
