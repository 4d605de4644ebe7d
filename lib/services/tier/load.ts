import type { Tx } from '@/lib/db/client';
import type { TierModel } from '@/lib/db/generated/models';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { notFound } from '../errors';

export async function loadTier(tx: Tx, id: RiskTier): Promise<TierModel> {
  const row = await tx.tier.findUnique({ where: { id } });
  if (row === null) throw notFound('tier', id);
  return row;
}
