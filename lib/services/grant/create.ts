import type { CreateGrantInput, GrantView } from '@/lib/contract/grant';
import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { delegable } from '@/lib/domain/delegation';
import { earliestEnd, secondsAfter } from '@/lib/domain/grant';
import { refuse } from '@/lib/domain/refusal';
import { containsScope } from '@/lib/domain/scope';
import { OPEN_TASK_STATES, taskStateAt } from '@/lib/domain/task';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { holdChain, loadChain } from '../delegation/load-chain';
import { invalidInput, refused } from '../errors';
import { effectiveTier, loadTierRules } from '../task/effective-tier';
import { inTransaction } from '../transaction';
import { isTaskEnded } from './is-task-ended';
import { scopeColumns, scopeOf } from './scope';
import { scopeCut } from './scope-cut';
import { grantSelect, toGrantView } from './view';

/**
 * Gives an open task one more grant, inside a live entitlement of its agent: of either activation, because
 * here a person gives it. It ends with the task at the latest, and when tier or entitlement say so.
 */
export async function createGrant(ctx: Ctx, input: CreateGrantInput): Promise<GrantView> {
  permit(ctx, 'grant.create');
  try {
    return await inTransaction(ctx, (tx, now) => issue(tx, ctx, now, input));
  } catch (error) {
    if (!isTaskEnded(error)) throw error;
    throw refused(refuse('task_ended', `task ${input.task} has ended`));
  }
}

async function issue(tx: Tx, ctx: Ctx, now: Date, input: CreateGrantInput): Promise<GrantView> {
  const task = await tx.task.findUnique({
    where: { id: input.task },
    select: {
      id: true,
      agentId: true,
      state: true,
      endsAt: true,
      parentTaskId: true,
      agent: { select: { riskTier: true } },
    },
  });
  if (task === null) throw invalidInput('task', `there is no task \`${input.task}\``);
  const state = taskStateAt(task, now);
  if (!OPEN_TASK_STATES.includes(state)) throw refused(refuse('task_ended', `task ${task.id} is ${state}`));

  const { entitlement, tier } = await holdingEntitlement(tx, task, input, now);
  const handedUntil = await delegatedUntil(tx, task, input, now);
  const rules = await loadTierRules(tx, tier);
  const row = await tx.grant.create({
    data: {
      id: freshId('grt', now),
      taskId: task.id,
      taskEndsAt: task.endsAt,
      entitlementId: entitlement.id,
      ...scopeColumns(input.scope),
      startsAt: now,
      endsAt: earliestEnd(
        task.endsAt,
        entitlement.endsAt,
        secondsAfter(now, input.ttlSeconds),
        secondsAfter(now, entitlement.maxTtlSeconds),
        secondsAfter(now, rules.maxGrantSeconds),
        ...(handedUntil === null ? [] : [handedUntil]),
      ),
      uses: input.uses ?? null,
      reason: input.reason,
      createdBy: ctx.actor.id,
    },
    select: grantSelect,
  });
  await writeAudit(tx, ctx, now, {
    event: 'grant.created',
    subject: { kind: 'grant', id: row.id },
    details: {
      task: task.id,
      agent: task.agentId,
      entitlement: entitlement.id,
      scope: input.scope,
      ttlSeconds: input.ttlSeconds,
      endsAt: row.endsAt,
      uses: row.uses,
      reason: input.reason,
    },
  });
  return toGrantView(row, now);
}

/**
 * The live entitlement that holds the whole scope, the one that ends last where there are several. Throws
 * a refusal that tells what each would cut: a grant is never silently narrower than what was asked for.
 */
async function holdingEntitlement(
  tx: Tx,
  task: { agentId: string; agent: { riskTier: 'low' | 'moderate' | 'high' | 'critical' } },
  { scope }: CreateGrantInput,
  now: Date,
) {
  await tx.$queryRaw`
    SELECT id FROM entitlements WHERE agent_id = ${task.agentId} AND revoked_at IS NULL ORDER BY id FOR SHARE`;
  const all = await tx.entitlement.findMany({
    where: { agentId: task.agentId, revokedAt: null, endsAt: { gt: now } },
    orderBy: [{ endsAt: 'desc' }, { id: 'asc' }],
  });
  const candidates = all
    .filter(({ startsAt, systemId }) => startsAt <= now && systemId === scope.system)
    .map((entitlement) => ({ entitlement, cut: scopeCut(scopeOf(entitlement), scope) }));
  const holding = candidates.find(({ cut }) => cut === null);
  if (holding !== undefined) {
    return { entitlement: holding.entitlement, tier: await effectiveTier(tx, task.agent, all, now) };
  }
  const told =
    candidates.length === 0
      ? `agent ${task.agentId} has no live entitlement in system ${scope.system}`
      : `no live entitlement holds the whole scope: ${candidates
          .map(({ entitlement, cut }) => `${entitlement.id} would cut ${cut}`)
          .join(' · ')}`;
  throw refused(refuse('outside_entitlement', told));
}

/**
 * Until when every task above a child could do all of this itself; null for a root. Throws a refusal where
 * one could not. INVARIANT (attenuation): nobody gives a child what its delegators lack.
 */
async function delegatedUntil(
  tx: Tx,
  task: { id: string; parentTaskId: string | null },
  { scope }: CreateGrantInput,
  now: Date,
): Promise<Date | null> {
  if (task.parentTaskId === null) return null;
  await holdChain(tx, task.parentTaskId);
  const ends = delegable(await loadChain(tx, task.parentTaskId, now), now)
    .filter((one) => containsScope(one.scope, scope))
    .map(({ endsAt }) => endsAt.getTime());
  if (ends.length > 0) return new Date(Math.max(...ends));
  throw refused(refuse('exceeds_delegator', `a task above ${task.id} could not do all of this itself`));
}
