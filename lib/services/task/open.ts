import type { OpenedTask, OpenTaskInput } from '@/lib/contract/task';
import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { cutToDelegable } from '@/lib/domain/delegation';
import { earliestEnd, secondsAfter } from '@/lib/domain/grant';
import type { TierRules } from '@/lib/domain/risk-tier';
import type { Scope } from '@/lib/domain/scope';
import { writeAudit } from '../audit';
import { type Ctx, permit, permitAgent } from '../context';
import { takeOver } from '../delegation/take-over';
import { conflict, forbidden, invalidInput, refused } from '../errors';
import { scopeColumns, scopeOf } from '../grant/scope';
import { inheritLabels } from '../label/inherit';
import { inTransaction } from '../transaction';
import { effectiveTier, loadTierRules } from './effective-tier';
import { firstGrants } from './first-grants';
import { openRefusal } from './open-refusal';
import { boundSystems } from './permit-task';
import { loadTaskDetail } from './view';

const DEFAULT_TTL_SECONDS = 3600;

/**
 * Opens a task and gives it, in the same transaction, what its agent may have without asking. What only a
 * person can give is named in `pending` and not given. With a parent it is a child task: it gets at most
 * what every task above it has, and ends no later.
 */
export async function openTask(ctx: Ctx, input: OpenTaskInput): Promise<OpenedTask> {
  permit(ctx, 'task.open');
  const { parentTask } = input;
  const { taskId } = ctx.actor;
  if (taskId !== undefined && taskId !== parentTask) {
    throw forbidden('a task token opens nothing but child tasks of its own task');
  }
  // Who delegates speaks for the parent, and need not be bound to the agent that takes over.
  if (parentTask === undefined) permitAgent(ctx, input.agent);
  const systems = boundSystems(ctx);
  const foreign = input.scopes?.find(({ system }) => systems !== null && !systems.includes(system));
  if (foreign !== undefined) throw forbidden(`this key may not speak about system \`${foreign.system}\``);

  return inTransaction(ctx, async (tx, now) => {
    const { agent, entitlements, tier } = await loadOpening(tx, input.agent, now);
    const stops = await tx.stop.findMany({ where: { releasedAt: null } });
    const refusal = openRefusal({ agent, tier, stops });
    if (refusal !== null) throw refused(refusal);
    const rules = await loadTierRules(tx, tier);
    const ttlSeconds = ttlOf(input, rules);
    const handed =
      parentTask === undefined
        ? null
        : await takeOver(tx, ctx, { ...input, parentTask }, { rules, stops }, now);
    await claimExternalId(tx, input, now);

    const id = freshId('tsk', now);
    const endsAt = earliestEnd(secondsAfter(now, ttlSeconds), ...(handed === null ? [] : [handed.endsAt]));
    const onBehalfOf = input.onBehalfOf ?? handed?.onBehalfOf ?? null;
    const ceilings = entitlements
      .filter(({ startsAt, systemId }) => startsAt <= now && (systems?.includes(systemId) ?? true))
      .map((row) => ({ ...row, scope: scopeOf(row) as Scope }))
      .flatMap((ceiling) => (handed === null ? [ceiling] : cutToDelegable(ceiling, handed.delegable)));
    const { given, pending } = firstGrants(ceilings, input);
    const grants = given.map(({ entitlement, scope }) => ({
      id: freshId('grt', now),
      taskId: id,
      taskEndsAt: endsAt,
      entitlementId: entitlement.id,
      ...scopeColumns(scope),
      startsAt: now,
      endsAt: earliestEnd(
        endsAt,
        entitlement.endsAt,
        secondsAfter(now, entitlement.maxTtlSeconds),
        secondsAfter(now, rules.maxGrantSeconds),
      ),
      reason: 'given when the task was opened',
      createdBy: ctx.actor.id,
    }));
    await tx.task.create({
      data: {
        id,
        agentId: agent.id,
        purpose: input.purpose,
        onBehalfOf,
        parentTaskId: parentTask ?? null,
        actionClasses: [...new Set(input.actionClasses)],
        startedAt: now,
        endsAt,
        externalId: input.externalId ?? null,
        openedBy: ctx.actor.id,
      },
    });
    if (parentTask !== undefined) await inheritLabels(tx, parentTask, id);
    if (grants.length > 0) await tx.grant.createMany({ data: grants });
    await writeAudit(tx, ctx, now, {
      event: 'task.opened',
      subject: { kind: 'task', id },
      details: {
        agent: agent.id,
        tier,
        purpose: input.purpose,
        onBehalfOf,
        delegation: handed?.chain ?? null,
        externalId: input.externalId ?? null,
        actionClasses: input.actionClasses,
        endsAt,
        grants: grants.map((grant, i) => ({
          id: grant.id,
          entitlement: grant.entitlementId,
          scope: given[i]?.scope,
          endsAt: grant.endsAt,
        })),
        pending,
      },
    });
    return { ...(await loadTaskDetail(tx, ctx, id, now)), pending };
  });
}

/** The agent with what it may have, held as they are until the task stands. */
async function loadOpening(tx: Tx, agentId: string, now: Date) {
  await tx.$queryRaw`SELECT id FROM agents WHERE id = ${agentId} FOR SHARE`;
  const row = await tx.agent.findUnique({
    where: { id: agentId },
    select: {
      id: true,
      state: true,
      ownerId: true,
      riskTier: true,
      owner: { select: { disabledAt: true } },
      backupOwner: { select: { disabledAt: true } },
    },
  });
  if (row === null) throw invalidInput('agent', `there is no agent \`${agentId}\``);
  await tx.$queryRaw`
    SELECT id FROM entitlements WHERE agent_id = ${agentId} AND revoked_at IS NULL ORDER BY id FOR SHARE`;
  const entitlements = await tx.entitlement.findMany({
    where: { agentId, revokedAt: null, endsAt: { gt: now } },
    orderBy: { id: 'asc' },
  });
  const isOwned = row.owner.disabledAt === null || row.backupOwner?.disabledAt === null;
  const agent = { id: row.id, state: row.state, ownerId: row.ownerId, isOwned };
  return { agent, entitlements, tier: await effectiveTier(tx, row, entitlements, now) };
}

function ttlOf({ ttlSeconds }: OpenTaskInput, { maxTaskSeconds }: TierRules): number {
  if (ttlSeconds === undefined) return Math.min(DEFAULT_TTL_SECONDS, maxTaskSeconds);
  if (ttlSeconds > maxTaskSeconds) {
    throw invalidInput('ttlSeconds', `is above the ${maxTaskSeconds} seconds that the agent’s tier allows`);
  }
  return ttlSeconds;
}

/** One open task at a time carries a caller's name for its work. */
async function claimExternalId(tx: Tx, { agent, externalId }: OpenTaskInput, now: Date): Promise<void> {
  if (externalId === undefined) return;
  const claim = JSON.stringify(['task', agent, externalId]);
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${claim}, 0))::text`;
  const twin = await tx.task.findFirst({
    where: { agentId: agent, externalId, state: { in: ['running', 'paused'] }, endsAt: { gt: now } },
    select: { id: true },
  });
  if (twin !== null) {
    throw conflict(
      'external_id_in_use',
      `task \`${twin.id}\` of this agent carries externalId \`${externalId}\``,
    );
  }
}
