import type { Breaker } from '@/lib/contract/agent';
import type { Prisma, Tx } from '@/lib/db/client';
import { BREAKER, NOT_ITS_DOING } from '@/lib/domain/breaker';
import { secondsAfter } from '@/lib/domain/grant';
import type { TierRules } from '@/lib/domain/risk-tier';
import { type Ctx, permit, systemActor } from '../context';
import { endDelegated } from '../delegation/end-delegated';
import { isServiceError } from '../errors';
import { effectiveTier, loadTierRules } from '../task/effective-tier';
import { databaseNow, inTransaction } from '../transaction';
import { moveAgent } from './move';

/** As whom the breaker acts. */
export const breakerContext = (prisma: Prisma, publicUrl: string): Ctx => ({
  actor: systemActor(BREAKER),
  prisma,
  requestId: BREAKER,
  ifMatch: null,
  publicUrl,
});

/**
 * Quarantines those of these agents that were denied too often, each in a transaction of its own, once
 * however many instances look at once; answers which. What counts is what is recorded since the last
 * release, so that a person who releases an agent gives it a new start.
 */
export async function tripBreakers(ctx: Ctx, agentIds: readonly string[]): Promise<string[]> {
  permit(ctx, 'agent.quarantine');
  const tripped: string[] = [];
  for (const id of await suspects(ctx.prisma, agentIds)) {
    try {
      if (await tripOne(ctx, id)) tripped.push(id);
    } catch (error) {
      // Somebody else moved the agent first.
      if (!isServiceError(error)) throw error;
    }
  }
  return tripped;
}

/** Those that were denied at least as often as the strictest tier asks, within the longest window. */
async function suspects(tx: Tx, agentIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH bound AS (
      SELECT min((rules ->> 'breakerDenials')::int) AS denials, max((rules ->> 'breakerWindowSeconds')::int) AS seconds
        FROM tiers)
    SELECT a.id FROM bound, agents a, LATERAL (
      SELECT count(*) AS denials FROM (
        SELECT 1 FROM decisions d
         WHERE d.agent_id = a.id AND d.outcome = 'deny' AND d.task_id IS NOT NULL AND d.reason <> ALL (${[...NOT_ITS_DOING]})
           AND d.at > clock_timestamp() - make_interval(secs => bound.seconds)
         LIMIT bound.denials) counted) c
     WHERE a.id = ANY (${[...agentIds]}) AND a.state = 'active' AND c.denials >= bound.denials
     ORDER BY a.id`;
  return rows.map(({ id }) => id);
}

async function tripOne(ctx: Ctx, id: string): Promise<boolean> {
  return inTransaction(ctx, async (tx, now) => {
    // Whoever else wants to quarantine or release it waits, and what they did counts.
    await tx.$queryRaw`SELECT id FROM agents WHERE id = ${id} FOR NO KEY UPDATE`;
    const agent = await tx.agent.findUnique({
      where: { id },
      select: {
        state: true,
        riskTier: true,
        entitlements: { where: { revokedAt: null, endsAt: { gt: now } } },
      },
    });
    if (agent?.state !== 'active') return false;
    const rules = await loadTierRules(tx, await effectiveTier(tx, agent, agent.entitlements, now));
    const breaker = await countDenials(tx, id, rules, await databaseNow(tx));
    if (breaker.denials < breaker.threshold) return false;
    const inner: Ctx = { ...ctx, tx };
    const reason = `circuit breaker: denied ${breaker.denials} times within ${breaker.windowSeconds} seconds`;
    await moveAgent(inner, id, 'quarantine', reason, async (_tx, _agent, at) => {
      const ended = await endDelegated(tx, inner, at, id, `agent ${id}, which delegated it, was quarantined`);
      return {
        breaker,
        endedTasks: ended.tasks,
        revokedGrants: ended.grants,
        withdrawnEscalations: ended.escalations,
      };
    });
    return true;
  });
}

async function countDenials(tx: Tx, agentId: string, rules: TierRules, now: Date): Promise<Breaker> {
  const { breakerDenials: threshold, breakerWindowSeconds: windowSeconds } = rules;
  const released = await tx.auditEvent.findFirst({
    where: { subjectKind: 'agent', subjectId: agentId, event: 'agent.released' },
    orderBy: { at: 'desc' },
    select: { at: true },
  });
  const from = new Date(Math.max(secondsAfter(now, -windowSeconds).getTime(), released?.at.getTime() ?? 0));
  const rows = await tx.$queryRaw<{ reason: string; n: number }[]>`
    SELECT d.reason, count(*)::int AS n FROM decisions d
     WHERE d.agent_id = ${agentId} AND d.outcome = 'deny' AND d.task_id IS NOT NULL
       AND d.reason <> ALL (${[...NOT_ITS_DOING]}) AND d.at > ${from}
     GROUP BY d.reason ORDER BY n DESC, d.reason`;
  return {
    denials: rows.reduce((sum, { n }) => sum + n, 0),
    threshold,
    windowSeconds,
    reasons: rows.map(({ reason, n }) => ({ code: reason, count: n })),
  };
}
