import { TierRulesShape, type TierView } from '@/lib/contract/tier';
import type { TierModel } from '@/lib/db/generated/models';

export const toTierView = (row: TierModel): TierView => ({
  id: row.id,
  rules: TierRulesShape.parse(row.rules),
  updatedAt: row.updatedAt,
  updatedBy: row.updatedBy,
  revision: row.revision,
});
