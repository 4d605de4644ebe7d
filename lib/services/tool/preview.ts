import type { ChangeToolInput, ToolChangeEffect } from '@/lib/contract/tool';
import type { Tx } from '@/lib/db/client';
import type { ToolModel } from '@/lib/db/generated/models';
import { higherTier } from '@/lib/domain/risk-tier';
import { loadFloors } from '../agent/floor';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { checkTriggers } from './check-triggers';
import { toolDigest } from './definition';
import { loadTool } from './load';

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
  const ids = agents.map((agent) => agent.id);
  const floorBefore = await loadFloors(db, ids, now);
  const floorAfter = await loadFloors(db, ids, now, (tool) =>
    tool.id === id ? { ...tool, ...pick(after) } : tool,
  );
  const moved = agents
    .map(({ id: agent, name, riskTier }) => {
      const from = floorBefore(agent).floor;
      const to = floorAfter(agent).floor;
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
