import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { coversTool } from '@/lib/domain/pattern';
import { higherTier, RISK_TIERS, type RiskTier, tierFloor } from '@/lib/domain/risk-tier';
import { toolsReachedFrom } from '../tool/reached-from';

/**
 * Which tools the patterns of live entitlements cover, with the least tier that each of these tools asks for. Many
 * entitlements share few patterns, so that the rule itself (lib/domain/pattern.ts) is asked once for each pattern,
 * and the database only joins.
 */
export type Coverage = {
  system: string[];
  pattern: string[];
  tool: string[];
  /** Rank of the tier: 0 is `low`. */
  floor: number[];
};
export const NO_COVERAGE: Coverage = { system: [], pattern: [], tool: [], floor: [] };

type Tool = Awaited<ReturnType<typeof toolsReachedFrom>>[number];

export async function loadCoverage(db: Tx, now: Date): Promise<Coverage> {
  const patterns = await db.$queryRaw<{ system: string; pattern: string }[]>`
    SELECT DISTINCT e.system_id AS system, p AS pattern
      FROM entitlements e, unnest(e.tools) AS p
     WHERE e.revoked_at IS NULL AND e.ends_at > ${now}`;
  const systems = [...new Set(patterns.map(({ system }) => system))];
  const tools = await toolsReachedFrom(db, systems);
  const bySystem = new Map<string, Tool[]>();
  for (const tool of tools) {
    const own = bySystem.get(tool.systemId);
    if (own === undefined) bySystem.set(tool.systemId, [tool]);
    else own.push(tool);
  }
  const floorOf = floorsOf(bySystem);
  const coverage: Coverage = { system: [], pattern: [], tool: [], floor: [] };
  for (const { system, pattern } of patterns) {
    for (const tool of bySystem.get(system) ?? []) {
      if (!coversTool(pattern, tool.name)) continue;
      coverage.system.push(system);
      coverage.pattern.push(pattern);
      coverage.tool.push(tool.id);
      coverage.floor.push(RISK_TIERS.indexOf(floorOf(tool)));
    }
  }
  return coverage;
}

/** What a call of a tool reaches: itself, and everything that the systems can do which it sets in motion. */
function floorsOf(bySystem: ReadonlyMap<string, readonly Tool[]>): (tool: Tool) => RiskTier {
  const whole = new Map<string, RiskTier>();
  const ofSystems = (start: readonly string[]): RiskTier => {
    const moved = new Set(start);
    const reached: Tool[] = [];
    for (const system of moved) {
      for (const tool of bySystem.get(system) ?? []) {
        reached.push(tool);
        for (const next of tool.triggers) moved.add(next);
      }
    }
    return tierFloor(reached);
  };
  return (tool) => {
    const known = whole.get(tool.id);
    if (known !== undefined) return known;
    const floor = higherTier(
      tierFloor([tool]),
      tool.triggers.length === 0 ? 'low' : ofSystems(tool.triggers),
    );
    whole.set(tool.id, floor);
    return floor;
  };
}

/** It as rows: system, pattern, tool, floor. */
export const coverageRows = ({ system, pattern, tool, floor }: Coverage): Prisma.Sql => Prisma.sql`
  unnest(${system}::text[], ${pattern}::text[], ${tool}::text[], ${floor}::int[])
    AS cov (system, pattern, tool, floor)`;
