import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import type { ActionClass } from '@/lib/domain/action-class';
import { decisionId } from '@/lib/domain/id';
import type { Outcome } from '@/lib/domain/outcome';
import { ROLES, type Role } from '@/lib/domain/role';
import { canonicalJson } from '@/lib/ledger/canonical';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { type Actor, type Ctx, systemActor } from '../context';
import { databaseNow } from '../transaction';

const ALL: ActionClass[] = ['read', 'write', 'delete', 'execute', 'send', 'admin'];

/**
 * A small world for tests of services, in a database of its own: the person Ada, the systems `crm` and
 * `mail`, the agent `bot` with one automatic and one approval entitlement in `crm`.
 */
export class World {
  readonly database: Database;
  readonly #fresh: FreshDatabase;

  private constructor(fresh: FreshDatabase, database: Database) {
    this.#fresh = fresh;
    this.database = database;
  }

  static async create(): Promise<World> {
    const fresh = await freshDatabase();
    const world = new World(fresh, await openDatabase(fresh.url, { max: 12 }));
    await world.#people();
    await world.#inventory();
    return world;
  }

  async drop(): Promise<void> {
    await this.database.close();
    await this.#fresh.drop();
  }

  get prisma() {
    return this.database.prisma;
  }

  /** A context of somebody with these roles; a `pep` key must say what it is bound to. */
  as(roles: readonly Role[], bound: { agents?: string[]; systems?: string[] } = {}): Ctx {
    const actor: Actor = {
      ...systemActor('test'),
      kind: roles.includes('pep') ? 'api_key' : 'user',
      id: `usr_${roles.join('-')}`,
      name: roles.join(' and '),
      roles,
      agentIds: bound.agents ?? [],
      systemIds: bound.systems ?? [],
    };
    return { actor, prisma: this.prisma, requestId: 'req_test', ifMatch: null, publicUrl: 'http://test' };
  }

  get admin(): Ctx {
    return this.as(['admin']);
  }

  now(): Promise<Date> {
    return databaseNow(this.prisma);
  }

  async #people() {
    await this.prisma.user.create({
      data: { id: 'usr_ada', email: 'ada@example.org', name: 'Ada', roles: ['admin'] },
    });
  }

  async #inventory() {
    for (const id of ['crm', 'mail']) {
      await this.prisma.system.create({
        data: {
          id,
          name: id,
          kind: 'saas',
          zone: 'internal',
          environment: 'production',
          sensitivity: 'internal',
        },
      });
    }
    await this.agent('bot');
    await this.entitlement('bot', {
      activation: 'automatic',
      tools: ['contacts.*'],
      classes: ['read', 'write'],
    });
    await this.entitlement('bot', { activation: 'approval', tools: ['*'], classes: ALL });
  }

  async agent(id: string, more: { state?: 'draft' | 'active' | 'quarantined' | 'retired' } = {}) {
    await this.prisma.agent.create({
      data: {
        id,
        name: `Agent ${id}`,
        purpose: 'tests',
        ownerId: 'usr_ada',
        riskTier: 'moderate',
        autonomy: 'supervised',
        environment: 'production',
        state: more.state ?? 'active',
      },
    });
  }

  async entitlement(
    agentId: string,
    more: {
      activation: 'automatic' | 'approval';
      tools: string[];
      classes: ActionClass[];
      system?: string;
      resources?: string[];
      maxTtlSeconds?: number;
      forSeconds?: number;
      arguments?: object;
    },
  ): Promise<string> {
    const now = await this.now();
    const id = freshId('ent', now);
    await this.prisma.entitlement.create({
      data: {
        id,
        agentId,
        systemId: more.system ?? 'crm',
        tools: more.tools,
        actionClasses: more.classes,
        resources: more.resources ?? [],
        maxSensitivity: 'confidential',
        arguments: more.arguments ?? {},
        activation: more.activation,
        maxTtlSeconds: more.maxTtlSeconds ?? 7200,
        startsAt: new Date(now.getTime() - 1000),
        endsAt: new Date(now.getTime() + (more.forSeconds ?? 86_400) * 1000),
        reason: 'tests',
        createdById: 'usr_ada',
      },
    });
    return id;
  }

  /** The names of the audit events about a subject, oldest first. */
  async eventsAbout(id: string): Promise<string[]> {
    const rows = await this.prisma.auditEvent.findMany({
      where: { subjectId: id },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    });
    return rows.map(({ event }) => event);
  }

  /** Waits until a task's deadline is past by moving its beginning and its end. */
  async overdue(taskId: string): Promise<void> {
    const now = await this.now();
    await this.database.pool.query(
      `UPDATE grants SET revoked_at = $2 WHERE task_id = $1 AND revoked_at IS NULL`,
      [taskId, now],
    );
    await this.database.pool.query(
      `UPDATE grants SET starts_at = starts_at - interval '3 days', ends_at = $2::timestamptz - interval '1 day'
        WHERE task_id = $1`,
      [taskId, now],
    );
    await this.database.pool.query(
      `UPDATE tasks SET started_at = started_at - interval '2 days', ends_at = $2::timestamptz - interval '1 second'
        WHERE id = $1`,
      [taskId, now],
    );
  }

  readonly #seqs = new Map<string, number>();

  /** Writes a decision row as the live path would; the chain's hashes are not real. */
  async decision(more: {
    outcome: Outcome;
    agent?: string;
    task?: string | null;
    tool?: string;
    at?: Date;
    reason?: string;
    record?: string | null;
    writer?: string;
    seq?: number;
  }): Promise<string> {
    const at = more.at ?? (await this.now());
    const task = more.task ?? null;
    const id = decisionId(task, at.getTime(), randomBytes(16));
    const writer = more.writer ?? 'wrt_test';
    const seq = more.seq ?? (this.#seqs.get(writer) ?? 0) + 1;
    this.#seqs.set(writer, seq);
    const agent = more.agent ?? 'bot';
    const tool = more.tool ?? 'crm/contacts.search';
    const reason = more.reason ?? (more.outcome === 'allow' ? 'granted' : 'grant_required');
    const record =
      more.record ??
      canonicalJson({
        v: 1,
        id,
        at: at.toISOString(),
        agent,
        task,
        tool,
        outcome: more.outcome,
        reason,
        call_id: 'c-1',
        arguments: { q: 'acme' },
        reasons: [{ code: reason, outcome: more.outcome, message: 'because' }],
        answers: {
          intent: { verdict: 'clear', task, purpose: 'Q3 cleanup' },
          need: { verdict: 'clear', grant: 'grt_x', entitlement: 'ent_x' },
          end: { verdict: 'clear', ends_at: at.toISOString(), ends_with: 'task' },
        },
        versions: { config: 3, agent: 2, task: 1 },
      });
    await this.database.pool.query(
      `INSERT INTO decisions (id, at, writer, seq, agent_id, task_id, tool_id, action_class, outcome, reason, record, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'read', $8::outcome, $9, $10, sha256(convert_to($10::text, 'UTF8')))`,
      [id, at, writer, seq, agent, task, tool, more.outcome, reason, record],
    );
    return id;
  }

  /** A pending escalation of a task. */
  async escalation(taskId: string, expiresInSeconds = 3600): Promise<string> {
    const now = await this.now();
    const id = freshId('esc', now);
    await this.prisma.escalation.create({
      data: {
        id,
        digest: randomBytes(32).toString('hex'),
        taskId,
        agentId: 'bot',
        toolId: 'crm/contacts.search',
        arguments: { secret: 'argument' },
        reasons: ['class_shift'],
        decisionId: freshId('dec', now),
        requestedAt: new Date(now.getTime() - 7_200_000),
        expiresAt: new Date(now.getTime() + expiresInSeconds * 1000),
      },
    });
    return id;
  }
}

/** Roles that a permission leaves out; PEP keys are bound to the world's agent. */
export const rolesWithout = (...allowed: Role[]): Role[] => ROLES.filter((role) => !allowed.includes(role));
