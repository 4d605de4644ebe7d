import type { ApproveEscalationInput, EscalationView } from '@/lib/contract/escalation';
import { type Ctx, permit } from '../context';
import { readEscalation } from './read';

export async function approveEscalation(ctx: Ctx, { id }: ApproveEscalationInput): Promise<EscalationView> {
  permit(ctx, 'escalation.decide');
  return readEscalation(ctx, { id });
}
