import type { TierIdInput, TierView } from '@/lib/contract/tier';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { loadTier } from './load';
import { toTierView } from './view';

export async function readTier(ctx: Ctx, { id }: TierIdInput): Promise<TierView> {
  permit(ctx, 'tier.list');
  return toTierView(await loadTier(reader(ctx), id));
}
