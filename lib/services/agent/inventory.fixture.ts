import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CreateAgentInput } from '@/lib/contract/agent';
import { CreateEntitlementInput } from '@/lib/contract/entitlement';
import { CreateSystemInput } from '@/lib/contract/system';
import { OpenTaskInput } from '@/lib/contract/task';
import { CreateToolInput } from '@/lib/contract/tool';
import { type Database, openDatabase } from '@/lib/db/client';
import type { Role } from '@/lib/domain/role';
import { freshDatabase } from '@/tests/setup/database';
import { type Ctx, systemActor } from '../context';
import { createEntitlement } from '../entitlement/create';
import { createSystem } from '../system/create';
import { openTask } from '../task/open';
import { createTool } from '../tool/create';
import { createUser } from '../user/create';
import { activateAgent } from './activate';
import { createAgent } from './create';

export type Inventory = Awaited<ReturnType<typeof openInventory>>;

/** A database with three people and one system with a reading and a deleting tool. */
export async function openInventory() {
  const fresh = await freshDatabase();
  const db: Database = await openDatabase(fresh.url);
  const publicUrl = 'http://127.0.0.1:3000';
  const ctx: Ctx = {
    actor: systemActor('test'),
    prisma: db.prisma,
    requestId: 'req_test',
    ifMatch: null,
    publicUrl,
  };
  for (const name of ['ana', 'ben', 'eve']) {
    await createUser(ctx, { email: `${name}@example.com`, name, roles: ['auditor'] });
  }
  await db.prisma.user.update({ where: { email: 'eve@example.com' }, data: { disabledAt: new Date() } });
  await createSystem(ctx, CreateSystemInput.parse(systemOf('crm')));
  await createTool(ctx, CreateToolInput.parse(toolOf('crm', 'contacts.search')));
  await createTool(
    ctx,
    CreateToolInput.parse(
      toolOf('crm', 'contacts.delete', { actionClass: 'delete', sensitivity: 'restricted' }),
    ),
  );

  // As the migrating user: the serving role does not see what others wait for.
  const watcher = new pg.Client({ connectionString: fresh.url });
  await watcher.connect();
  const countWaiting = async (): Promise<number> => {
    const { rowCount } = await watcher.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rowCount ?? 0;
  };

  return {
    ctx,
    /** As whoever owns the database. */
    url: fresh.url,
    prisma: db.prisma,
    as: (...roles: Role[]): Ctx => ({ ...ctx, actor: { ...ctx.actor, kind: 'user', roles } }),
    seen: (revision: number): Ctx => ({ ...ctx, ifMatch: revision }),
    /** An agent with an active state and, where scopes are given, an automatic entitlement for each. */
    async agent(id: string, ...scopes: object[]) {
      await createAgent(ctx, CreateAgentInput.parse(agentOf(id)));
      const entitlements = [];
      for (const scope of scopes) entitlements.push(await this.entitlement(id, { scope: scopeOf(scope) }));
      return { agent: await activateAgent(ctx, { id }), entitlements };
    },
    entitlement: (agent: string, more: object = {}) =>
      createEntitlement(ctx, CreateEntitlementInput.parse(entitlementOf(agent, more))),
    task: (agent: string, more: object = {}) =>
      openTask(ctx, OpenTaskInput.parse({ agent, purpose: 'Cleans up', ttlSeconds: 600, ...more })),
    events: async (subjectId: string) => {
      const rows = await db.prisma.auditEvent.findMany({ where: { subjectId }, orderBy: { id: 'asc' } });
      return rows.map(({ event, record }) => ({ event, details: JSON.parse(record).details }));
    },
    /** A statement as whoever owns the schema: what no verb and no role of the service can do. */
    asOwner: (text: string) => watcher.query(text),
    /** Runs a verb against a row that somebody else is changing: it reads the old row, and waits. */
    async meanwhile<T>(change: string, verb: () => Promise<T>): Promise<T> {
      const running = await db.prisma.$transaction(async (tx) => {
        await tx.$executeRawUnsafe(change);
        const promise = verb();
        promise.catch(() => {});
        while ((await countWaiting()) === 0) await sleep(5);
        return { promise };
      });
      return running.promise;
    },
    async close() {
      await watcher.end();
      await db.close();
      await fresh.drop();
    },
  };
}

export const systemOf = (id: string, more: object = {}) => ({
  id,
  name: id.toUpperCase(),
  kind: 'saas',
  zone: 'internal',
  environment: 'production',
  sensitivity: 'internal',
  ...more,
});

export const toolOf = (system: string, name: string, more: object = {}) => ({
  system,
  name,
  actionClass: 'read',
  sensitivity: 'internal',
  returnsUntrusted: false,
  reversible: true,
  ...more,
});

export const agentOf = (id: string, more: object = {}) => ({
  id,
  name: `Agent ${id}`,
  purpose: 'Keeps the books',
  owner: 'ana@example.com',
  riskTier: 'low',
  autonomy: 'supervised',
  environment: 'production',
  ...more,
});

export const scopeOf = (more: object = {}) => ({
  system: 'crm',
  tools: ['contacts.search'],
  actionClasses: ['read'],
  maxSensitivity: 'internal',
  ...more,
});

export const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

export const entitlementOf = (agent: string, more: object = {}) => ({
  agent,
  scope: scopeOf(),
  activation: 'automatic',
  maxTtlSeconds: 600,
  endsAt: inHours(6),
  reason: 'needs it',
  ...more,
});
