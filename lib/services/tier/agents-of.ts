import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { higherTier, type RiskTier } from '@/lib/domain/risk-tier';
import { EFFECTIVE_TIER } from '../agent/condition';
import { loadFloors } from '../agent/floor';
import { refreshFloors } from '../agent/refresh-floors';

type Agent = { id: string; isActive: boolean };

/**
 * The agents that are in service or may come into it, and whose effective tier is this one: what people set,
 * or the floor of what their entitlements reach. `among` names those that are asked about; else all are.
 */
export async function agentsOfTier(
  db: Tx,
  tier: RiskTier,
  now: Date,
  among?: readonly string[],
): Promise<Agent[]> {
  if (among !== undefined) return ofFew(db, tier, now, among);
  await refreshFloors(db, now);
  return db.$queryRaw<Agent[]>`
    SELECT a.id, a.state = 'active' AS "isActive"
      FROM agents a JOIN agent_floors f ON f.agent_id = a.id
     WHERE a.state <> 'retired' AND ${EFFECTIVE_TIER} = ${Prisma.sql`${tier}::risk_tier`}
     ORDER BY a.id COLLATE "C"`;
}

/** Of few agents nobody else's floor needs to be known. */
async function ofFew(db: Tx, tier: RiskTier, now: Date, among: readonly string[]): Promise<Agent[]> {
  const rows = await db.agent.findMany({
    where: { id: { in: [...among] }, state: { not: 'retired' } },
    select: { id: true, riskTier: true, state: true },
    orderBy: { id: 'asc' },
  });
  const floorOf = await loadFloors(
    db,
    rows.map(({ id }) => id),
    now,
  );
  return rows
    .filter(({ id, riskTier }) => higherTier(riskTier, floorOf(id).floor) === tier)
    .map(({ id, state }) => ({ id, isActive: state === 'active' }));
}
