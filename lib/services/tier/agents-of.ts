import type { Tx } from '@/lib/db/client';
import { higherTier, RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { loadFloors } from '../agent/floor';

const CHUNK = 500;

/**
 * The agents that are in service or may come into it, and whose effective tier is this one: what people set,
 * or the floor of what their entitlements reach. `among` names those that are asked about; else all are.
 */
export async function agentsOfTier(
  db: Tx,
  tier: RiskTier,
  now: Date,
  among?: readonly string[],
): Promise<{ id: string; isActive: boolean }[]> {
  const found: { id: string; isActive: boolean }[] = [];
  for (let after = ''; ; ) {
    const rows = await db.agent.findMany({
      // A floor only raises: agents that are set higher can be left alone.
      where: {
        id: { gt: after, ...(among !== undefined && { in: [...among] }) },
        state: { not: 'retired' },
        riskTier: { in: RISK_TIERS.slice(0, RISK_TIERS.indexOf(tier) + 1) },
      },
      select: { id: true, riskTier: true, state: true },
      orderBy: { id: 'asc' },
      take: CHUNK,
    });
    const floorOf = await loadFloors(
      db,
      rows.map(({ id }) => id),
      now,
    );
    for (const { id, riskTier, state } of rows) {
      if (higherTier(riskTier, floorOf(id).floor) === tier) found.push({ id, isActive: state === 'active' });
    }
    after = rows.at(-1)?.id ?? '';
    if (rows.length < CHUNK) return found;
  }
}
