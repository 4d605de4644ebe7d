import type { Tx } from '@/lib/db/client';
import type { AgentFacts, AncestorFacts, EntitlementFacts } from '@/lib/domain/facts';
import { scopeOf } from '../grant/scope';
import { effectiveTier, loadTierRules } from '../task/effective-tier';

/**
 * Holds a task with all that stand above it, their agents, owners, entitlements and grants, until the
 * transaction ends. INVARIANT (next-decision): what is taken away meanwhile waits, and then reaches the
 * child that is being made.
 */
export async function holdChain(tx: Tx, taskId: string): Promise<void> {
  await tx.$queryRaw`SELECT hold_chain(${taskId})::text`;
}

/** The tasks from the root down to this one, each as decisions see it. */
export async function loadChain(tx: Tx, taskId: string, now: Date): Promise<AncestorFacts[]> {
  const ids = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM chain_of(${taskId})`;
  const rows = await tx.task.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    select: {
      id: true,
      agentId: true,
      purpose: true,
      state: true,
      endsAt: true,
      actionClasses: true,
      parentTaskId: true,
      grants: { where: { revokedAt: null }, include: { use: true } },
    },
  });
  const chain: AncestorFacts[] = [];
  for (const { id } of ids) {
    const row = rows.find((one) => one.id === id);
    if (row === undefined) throw new Error(`task ${id} of a chain cannot be read`);
    const grants = row.grants.map((grant) => ({
      ...grant,
      scope: scopeOf(grant),
      spent: grant.use?.spent ?? 0,
      // Of no account further up: it counts its uses, and those are not handed on.
      approval: null,
    }));
    chain.push({ task: { ...row, grants }, agent: await loadAgentFacts(tx, row.agentId, now) });
  }
  return chain;
}

async function loadAgentFacts(tx: Tx, id: string, now: Date): Promise<AgentFacts> {
  const row = await tx.agent.findUniqueOrThrow({
    where: { id },
    select: {
      state: true,
      riskTier: true,
      autonomy: true,
      environment: true,
      observedUntil: true,
      proposedOwnerId: true,
      owner: { select: { id: true, disabledAt: true } },
      backupOwner: { select: { id: true, disabledAt: true } },
      entitlements: { where: { revokedAt: null, endsAt: { gt: now } } },
    },
  });
  const person = (one: { id: string; disabledAt: Date | null }) => ({
    id: one.id,
    isEnabled: one.disabledAt === null,
  });
  const entitlements: EntitlementFacts[] = row.entitlements.map((one) => ({ ...one, scope: scopeOf(one) }));
  const tier = await effectiveTier(tx, row, row.entitlements, now);
  return {
    id,
    state: row.state,
    owner: person(row.owner),
    backupOwner: row.backupOwner === null ? null : person(row.backupOwner),
    proposedOwnerId: row.proposedOwnerId,
    autonomy: row.autonomy,
    environment: row.environment,
    observedUntil: row.observedUntil,
    tier,
    rules: await loadTierRules(tx, tier),
    entitlements,
  };
}
