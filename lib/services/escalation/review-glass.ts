import type { EscalationView, ReviewGlassInput } from '@/lib/contract/escalation';
import { type Ctx, permit } from '../context';
import { readEscalation } from './read';

export async function reviewGlass(ctx: Ctx, { id }: ReviewGlassInput): Promise<EscalationView> {
  permit(ctx, 'escalation.decide');
  return readEscalation(ctx, { id });
}
