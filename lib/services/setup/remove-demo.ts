import type { RemovedDemoView } from '@/lib/contract/setup';
import type { Tx } from '@/lib/db/client';
import { retireAgent } from '../agent/retire';
import { revokeApiKey } from '../api-key/revoke';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { disableUser } from '../user/disable';
import { loadDemoCounts } from './facts';

const WHY = 'The demo was removed';
type Kept = RemovedDemoView['kept'][number];

/**
 * Removes all that the demo brought, in one transaction: its agents are retired with everything they have, its
 * keys revoked, its people disabled, its systems and tools deleted. Decisions, reports and audit events stay as
 * they are: the ledger holds the demo's history for ever. What somebody uses beyond the demo is kept, and named.
 */
export async function removeDemo(ctx: Ctx): Promise<RemovedDemoView> {
  permit(ctx, 'setup.change');
  return inTransaction(ctx, async (tx, now) => {
    const inner: Ctx = { ...ctx, tx, ifMatch: null };
    const before = await loadDemoCounts(tx, now);

    const agents = await tx.agent.findMany({
      where: { source: 'demo', state: { not: 'retired' } },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    for (const { id } of agents) await retireAgent(inner, { id, reason: WHY });

    const keys = await tx.apiKey.findMany({
      where: { source: 'demo', revokedAt: null },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    for (const { id } of keys) await revokeApiKey(inner, { id });

    const people = await removePeople(inner, tx);
    const systems = await removeSystems(inner, tx, now);
    const removed = {
      agents: agents.length,
      keys: before.keys,
      tasks: before.tasks,
      people: people.removed,
      systems: systems.removed,
    };
    const kept = [...people.kept, ...systems.kept];
    await writeAudit(tx, ctx, now, {
      event: 'setup.demo-removed',
      subject: { kind: 'installation', id: 'setup' },
      details: { removed, kept },
    });
    return { removed, kept };
  });
}

/** Demo people who can sign in, or who answer for something of yours, are somebody's by now. */
async function removePeople(inner: Ctx, tx: Tx): Promise<{ removed: number; kept: Kept[] }> {
  const people = await tx.user.findMany({
    where: { source: 'demo', disabledAt: null },
    include: {
      ownedAgents: { where: { state: { not: 'retired' } }, take: 1 },
      backedUpAgents: { where: { state: { not: 'retired' } }, take: 1 },
      ownedSystems: { where: { source: { not: 'demo' } }, take: 1 },
      apiKeys: { where: { revokedAt: null }, take: 1 },
    },
    orderBy: { email: 'asc' },
  });
  const kept: Kept[] = [];
  // Demo admins go only while somebody else stays one.
  let admins = await tx.user.count({ where: { roles: { has: 'admin' }, disabledAt: null } });
  for (const one of people) {
    const isAdmin = one.roles.includes('admin');
    const why =
      one.passwordHash !== null || one.oidcSubject !== null
        ? 'can sign in'
        : one.ownedAgents.length + one.backedUpAgents.length + one.ownedSystems.length > 0
          ? 'answers for something that is not of the demo'
          : one.apiKeys.length > 0
            ? 'has a key'
            : isAdmin && admins === 1
              ? 'is the only admin'
              : null;
    if (why !== null) {
      kept.push({ kind: 'person', id: one.email, why });
      if (why === 'can sign in') await tx.user.update({ where: { id: one.id }, data: { source: 'manual' } });
      continue;
    }
    await disableUser(inner, { id: one.id });
    if (isAdmin) admins -= 1;
  }
  return { removed: people.length - kept.length, kept };
}

async function removeSystems(inner: Ctx, tx: Tx, now: Date): Promise<{ removed: number; kept: Kept[] }> {
  const systems = await tx.system.findMany({
    where: { source: 'demo' },
    select: { id: true, secret: { select: { id: true } } },
    orderBy: { id: 'asc' },
  });
  const kept: Kept[] = [];
  for (const { id, secret } of systems) {
    const why =
      secret !== null
        ? 'has a secret'
        : (await tx.entitlement.count({ where: { systemId: id, revokedAt: null, endsAt: { gt: now } } })) > 0
          ? 'an agent is entitled to it'
          : (await tx.apiKey.count({ where: { systemIds: { has: id }, revokedAt: null } })) > 0
            ? 'a key is bound to it'
            : (await isDeleted(inner, tx, id, now))
              ? null
              : 'something refers to it';
    if (why !== null) kept.push({ kind: 'system', id, why });
  }
  return { removed: systems.length - kept.length, kept };
}

/** Deletes a system with its tools; false when the database says that something still refers to them. */
async function isDeleted(inner: Ctx, tx: Tx, id: string, now: Date): Promise<boolean> {
  await tx.$executeRaw`SAVEPOINT demo_system`;
  try {
    const { count: tools } = await tx.tool.deleteMany({ where: { systemId: id } });
    await tx.system.delete({ where: { id } });
    await tx.$executeRaw`RELEASE SAVEPOINT demo_system`;
    await writeAudit(tx, inner, now, {
      event: 'system.deleted',
      subject: { kind: 'system', id },
      details: { tools, reason: WHY },
    });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'P2003') throw error;
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT demo_system`;
    return false;
  }
}
