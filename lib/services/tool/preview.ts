import type { ChangeToolInput, ToolChangeEffect } from '@/lib/contract/tool';
import type { Tx } from '@/lib/db/client';
import type { ToolModel } from '@/lib/db/generated/models';
import { explainFloor, type ReachingEntitlement } from '@/lib/domain/reach';
import { higherTier } from '@/lib/domain/risk-tier';
import { type Ctx, permit } from '../context';
import { scopeOf } from '../grant/scope';
import { databaseNow, reader } from '../transaction';
import { checkTriggers } from './check-triggers';
import { toolDigest } from './definition';
import { loadTool } from './load';
import { toolsReachedFrom } from './reached-from';

const MAX_TOLD = 50;

/**
 * What a change of a tool would do. Nothing is written for it, so that no decision waits for the look: the
 * floors are computed once with the tool as it is and once as it would be.
 */
export async function previewToolChange(
  ctx: Ctx,
  { id, ...fields }: ChangeToolInput,
): Promise<ToolChangeEffect> {
  permit(ctx, 'tool.change');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const before = await loadTool(db, id);
  await checkTriggers(db, fields.triggers ?? []);
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const after: ToolModel = { ...before, ...given };
  const agents = await agentsReaching(db, before.systemId, now);
  const floorOf = await readReach(
    db,
    agents.map((agent) => agent.id),
    after.triggers,
    now,
  );
  const floorBefore = floorOf((tool) => tool);
  const floorAfter = floorOf((tool) => (tool.id === id ? { ...tool, ...pick(after) } : tool));
  const moved = agents
    .map(({ id: agent, name, riskTier }) => {
      const from = floorBefore(agent);
      const to = floorAfter(agent);
      const isRaised = higherTier(riskTier, to) !== higherTier(riskTier, from) && higherTier(from, to) === to;
      return { agent, name, from, to, isRaised };
    })
    .filter(({ from, to }) => from !== to);
  return {
    losesReview: before.state === 'reviewed' && toolDigest(after) !== before.digest,
    floors: moved.slice(0, MAX_TOLD),
    floorCount: moved.length,
  };
}

/** What of a tool counts for floors. */
const pick = ({ actionClass, sensitivity, triggers }: ToolModel) => ({ actionClass, sensitivity, triggers });

type Tool = Awaited<ReturnType<typeof toolsReachedFrom>>[number];

/** What agents reach, read once: their floors, with some tools taken for others. */
async function readReach(tx: Tx, agentIds: readonly string[], more: readonly string[], now: Date) {
  const rows = await tx.entitlement.findMany({
    where: { agentId: { in: [...agentIds] }, revokedAt: null, endsAt: { gt: now } },
  });
  const tools = await toolsReachedFrom(tx, [...new Set([...rows.map((row) => row.systemId), ...more])]);
  const entitlements = new Map<string, ReachingEntitlement[]>(agentIds.map((id) => [id, []]));
  for (const row of rows) entitlements.get(row.agentId)?.push({ ...row, scope: scopeOf(row) });
  return (as: (tool: Tool) => Tool) => {
    const bySystem = new Map<string, Tool[]>();
    for (const tool of tools) {
      const siblings = bySystem.get(tool.systemId) ?? [];
      siblings.push(as(tool));
      bySystem.set(tool.systemId, siblings);
    }
    return (agent: string) =>
      explainFloor(entitlements.get(agent) ?? [], (systemId) => bySystem.get(systemId) ?? [], now).floor;
  };
}

/** Agents with a live entitlement at a system, or at one whose tools set it in motion, and so on. */
async function agentsReaching(tx: Tx, systemId: string, now: Date) {
  const systems = new Set([systemId]);
  for (let next = [systemId]; next.length > 0; ) {
    const behind = await tx.tool.findMany({
      where: { triggers: { hasSome: next }, systemId: { notIn: [...systems] } },
      select: { systemId: true },
      distinct: ['systemId'],
    });
    next = behind.map((tool) => tool.systemId);
    for (const id of next) systems.add(id);
  }
  return tx.agent.findMany({
    where: {
      state: { not: 'retired' },
      entitlements: { some: { systemId: { in: [...systems] }, revokedAt: null, endsAt: { gt: now } } },
    },
    select: { id: true, name: true, riskTier: true },
    orderBy: { id: 'asc' },
  });
}
