import type { Tx } from '@/lib/db/client';
import type { Autonomy } from '@/lib/domain/agent';
import type { RecordedCall } from '@/lib/domain/recorded-call';
import { higherTier, type RiskTier } from '@/lib/domain/risk-tier';
import { type Environment, furthestZone, type Zone } from '@/lib/domain/system';

type KnownAgent = { autonomy: Autonomy; environment: Environment; tier: RiskTier };
type KnownTool = Pick<
  RecordedCall['tool'],
  'name' | 'environment' | 'reversible' | 'returnsUntrusted' | 'sensitiveArguments'
> & { triggered: readonly Zone[] };

/** What records do not hold of agents and tools, as it is now. */
export type KnownInventory = {
  agents: ReadonlyMap<string, KnownAgent>;
  tools: ReadonlyMap<string, KnownTool>;
};

type Wanted = { agents: string[]; tools: string[] };

/** Reads all of it, or that of some agents and tools. */
export async function loadInventory(db: Tx, wanted?: Wanted): Promise<KnownInventory> {
  const only = (ids: string[] | undefined) => (ids === undefined ? {} : { id: { in: ids } });
  const [agents, tools, systems] = await Promise.all([
    db.agent.findMany({
      where: only(wanted?.agents),
      select: {
        id: true,
        autonomy: true,
        environment: true,
        riskTier: true,
        floor: { select: { floor: true } },
      },
    }),
    db.tool.findMany({
      where: only(wanted?.tools),
      select: {
        id: true,
        systemId: true,
        name: true,
        reversible: true,
        returnsUntrusted: true,
        sensitiveArguments: true,
        triggers: true,
      },
    }),
    db.system.findMany({ select: { id: true, zone: true, environment: true } }),
  ]);
  const systemOf = new Map(systems.map((one) => [one.id, one]));
  return {
    agents: new Map(
      agents.map(({ id, autonomy, environment, riskTier, floor }) => [
        id,
        { autonomy, environment, tier: floor === null ? riskTier : higherTier(riskTier, floor.floor) },
      ]),
    ),
    tools: new Map(
      tools.map(({ id, systemId, triggers, ...tool }) => [
        id,
        {
          ...tool,
          environment: systemOf.get(systemId)?.environment ?? 'production',
          triggered: triggers.flatMap((one) => systemOf.get(one)?.zone ?? []),
        },
      ]),
    ),
  };
}

/** Where a tool's calls can end: in its system's zone, or in the furthest that they set in motion. */
export const zoneWithTriggers = (zone: Zone, { triggered }: KnownTool): Zone =>
  furthestZone([zone, ...triggered]);
