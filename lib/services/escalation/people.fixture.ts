import { randomBytes } from 'node:crypto';
import { freshId } from '@/lib/db/new-id';
import type { ActionClass } from '@/lib/domain/action-class';
import type { RiskTier } from '@/lib/domain/risk-tier';
import type { Role } from '@/lib/domain/role';
import type { Ctx } from '../context';
import { World } from '../task/world.fixture';

type Owners = {
  owner?: string;
  backup?: string | null;
  proposed?: string | null;
  proposedBackup?: string | null;
};
type TaskOf = { agent: string; openedBy?: string; onBehalfOf?: string | null; parent?: string | null };
type EscalationOf = {
  task: string;
  agent: string;
  system?: string | null;
  tier?: RiskTier | null;
  actionClass?: ActionClass | null;
  askedBy?: object | null;
  reassignedTo?: string | null;
  /** Seconds from now. */
  expiresIn?: number;
};

/** People, agents, tasks and waiting calls with exactly the relations that a test is about. */
export class People {
  readonly world: World;
  /** All tasks end together, so that any may delegate to any. */
  readonly #startedAt = Date.now() - 1000;
  private constructor(world: World) {
    this.world = world;
  }
  static async create(): Promise<People> {
    return new People(await World.create());
  }
  get db() {
    return this.world.prisma;
  }

  async person(
    name: string,
    roles: Role[] = ['approver'],
    more: { sameAs?: string; disabled?: boolean } = {},
  ) {
    const id = `usr_${name}`;
    await this.db.user.create({
      data: {
        id,
        email: `${name}@example.org`,
        name,
        roles,
        samePersonAsId: more.sameAs ?? null,
        disabledAt: more.disabled === true ? new Date() : null,
      },
    });
    return id;
  }

  /** Their own session, or a key that was made for them and shown to somebody. */
  as(id: string, roles: Role[] = ['approver'], keyGivenTo?: string): Ctx {
    const { actor, ...ctx } = this.world.as(roles);
    const kind = keyGivenTo === undefined ? 'user' : 'api_key';
    return {
      ...ctx,
      actor: { ...actor, kind, id, name: id, userId: id, ...(keyGivenTo !== undefined && { keyGivenTo }) },
    };
  }

  async agent(
    id: string,
    { owner = 'usr_ada', backup = null, proposed = null, proposedBackup = null }: Owners = {},
  ) {
    await this.db.agent.create({
      data: {
        id,
        name: id,
        purpose: 'tests',
        ownerId: owner,
        backupOwnerId: backup,
        proposedOwnerId: proposed,
        proposedBackupOwnerId: proposedBackup,
        ...(proposed !== null && { proposedAt: new Date(), proposedBy: 'test', proposedReason: 'test' }),
        proposedSetsBackup: proposedBackup !== null,
        riskTier: 'moderate',
        autonomy: 'supervised',
        environment: 'production',
        state: 'active',
      },
    });
    return id;
  }

  async task({ agent, openedBy = 'test', onBehalfOf = null, parent = null }: TaskOf) {
    const now = await this.world.now();
    const id = freshId('tsk', now);
    await this.db.task.create({
      data: {
        id,
        agentId: agent,
        purpose: 'tests',
        onBehalfOf,
        startedAt: new Date(this.#startedAt),
        endsAt: new Date(this.#startedAt + 7_200_000),
        parentTaskId: parent,
        openedBy,
      },
    });
    return id;
  }

  async key(more: { userId?: string | null; givenTo?: string | null }) {
    const id = freshId('key', await this.world.now());
    await this.db.apiKey.create({
      data: {
        id,
        name: id,
        keyHash: randomBytes(16).toString('hex'),
        hint: 'x',
        roles: ['admin'],
        userId: more.userId ?? null,
        givenTo: more.givenTo ?? null,
      },
    });
    return id;
  }

  async escalation(more: EscalationOf): Promise<string> {
    const now = await this.world.now();
    const id = freshId('esc', now);
    await this.db.escalation.create({
      data: {
        id,
        digest: randomBytes(32).toString('hex'),
        taskId: more.task,
        agentId: more.agent,
        toolId: 'crm/contacts.search',
        arguments: {},
        reasons: ['class_shift'],
        decisionId: freshId('dec', now),
        requestedAt: new Date(now.getTime() - 3_600_000),
        expiresAt: new Date(now.getTime() + (more.expiresIn ?? 3600) * 1000),
        systemId: more.system === undefined ? 'crm' : more.system,
        tier: more.tier === undefined ? 'moderate' : more.tier,
        actionClass: more.actionClass === undefined ? 'write' : more.actionClass,
        ...(more.askedBy != null && { askedBy: more.askedBy }),
        reassignedToId: more.reassignedTo ?? null,
      },
    });
    return id;
  }
}
