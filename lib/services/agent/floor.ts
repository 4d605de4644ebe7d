import type { FloorCause } from '@/lib/contract/agent';
import type { Tx } from '@/lib/db/client';
import { explainFloor } from '@/lib/domain/reach';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { scopeOf } from '../grant/scope';
import { groupBy } from '../group-by';
import { raisingToolsReachedFrom } from '../tool/reached-from';

/** The least tier of an agent, with what sets it. */
export type Floor = { floor: RiskTier; reasons: FloorCause[] };
const NO_REACH: Floor = { floor: 'low', reasons: [] };
const MAX_REASONS = 20;

/**
 * The floors of many agents in two queries. The rule is that of decisions (lib/domain/reach.ts), so a
 * screen never shows another tier than the one that is enforced.
 */
export async function loadFloors(
  tx: Tx,
  agentIds: readonly string[],
  now: Date,
): Promise<(agentId: string) => Floor> {
  const rows = await tx.entitlement.findMany({
    where: { agentId: { in: [...agentIds] }, revokedAt: null, endsAt: { gt: now } },
    orderBy: { id: 'asc' },
  });
  const tools = await raisingToolsReachedFrom(
    tx,
    rows.map((row) => row.systemId),
  );
  const toolsBySystem = groupBy(tools, (tool) => tool.systemId);
  const entitlements = groupBy(
    rows.map((row) => ({ ...row, scope: scopeOf(row) })),
    (row) => row.agentId,
  );
  return (agentId) => {
    const own = entitlements.get(agentId);
    if (own === undefined) return NO_REACH;
    const { floor, causes } = explainFloor(own, (systemId) => toolsBySystem.get(systemId) ?? [], now);
    const reasons = causes.slice(0, MAX_REASONS).map(({ entitlement, tool }) => ({
      entitlement: entitlement.id,
      tool: tool.id,
      actionClass: tool.actionClass,
      sensitivity: tool.sensitivity,
    }));
    return { floor, reasons };
  };
}
