import type { TierView } from '@/lib/contract/tier';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { toTierView } from './view';

/** The tiers, lowest first: the database knows their order. There is never a second page. */
export async function listTiers(ctx: Ctx): Promise<{ items: TierView[]; nextCursor: null }> {
  permit(ctx, 'tier.list');
  const rows = await reader(ctx).tier.findMany({ orderBy: { id: 'asc' } });
  return { items: rows.map(toTierView), nextCursor: null };
}
