import type { Tx } from '@/lib/db/client';
import { higherTier, type RiskTier } from '@/lib/domain/risk-tier';
import { isStopped } from '@/lib/domain/stop';
import { splitToolId } from '@/lib/domain/tool';
import { loadFloors } from '../agent/floor';

type Call = { agentId: string; toolId: string };

/** Which stop in force covers each of these calls now; null for what none does. */
export async function stopsOverCalls(
  db: Tx,
  calls: readonly Call[],
  now: Date,
): Promise<(call: Call) => string | null> {
  const stops = calls.length === 0 ? [] : await db.stop.findMany({ where: { releasedAt: null } });
  if (stops.length === 0) return () => null;
  const ids = [...new Set(calls.map(({ agentId }) => agentId))];
  const agents = await db.agent.findMany({
    where: { id: { in: ids } },
    select: { id: true, ownerId: true, riskTier: true },
  });
  const isTierAsked = stops.some(({ kind }) => kind === 'tier');
  const floorOf = isTierAsked ? await loadFloors(db, ids, now) : null;
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  const tierOf = (id: string, set: RiskTier) => (floorOf === null ? set : higherTier(set, floorOf(id).floor));
  return ({ agentId, toolId }) => {
    const agent = byId.get(agentId);
    const targets = {
      agentId,
      ownerId: agent?.ownerId ?? null,
      tier: agent === undefined ? null : tierOf(agentId, agent.riskTier),
      toolId,
      systemId: splitToolId(toolId)?.system ?? null,
    };
    return stops.find((stop) => isStopped(stop, targets))?.id ?? null;
  };
}
