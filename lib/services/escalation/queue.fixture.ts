import { CreateApiKeyInput } from '@/lib/contract/api-key';
import type { DecisionView } from '@/lib/contract/decision';
import { ListEscalationsInput } from '@/lib/contract/escalation';
import { OpenTaskInput } from '@/lib/contract/task';
import type { JsonObject } from '@/lib/domain/argument';
import type { Role } from '@/lib/domain/role';
import type { AskedCall, Caller } from '@/lib/pdp/call';
import { identify } from '@/lib/pdp/identify';
import { canonicalText, MAX_DEPTH } from '@/lib/pdp/record';
import { openRuntime } from '@/lib/pdp/runtime';
import { createApiKey } from '../api-key/create';
import type { Ctx } from '../context';
import { readDecision } from '../decision/read';
import { openTask } from '../task/open';
import { World } from '../task/world.fixture';
import { listEscalations } from './list';

type Runtime = Awaited<ReturnType<typeof openRuntime>>;

export type Wish = {
  args?: JsonObject;
  tool?: string;
  task?: string;
  agent?: string;
  resource?: string | null;
  approval?: string;
  on?: number;
  callId?: string;
};

/**
 * A world in which calls wait for people: two instances that decide, tools of `crm`, the agent `bot`, and
 * approvers who have nothing to do with it.
 */
export class Queue {
  readonly world: World;
  readonly #runtimes: Runtime[] = [];
  #caller: Caller | null = null;
  #calls = 0;

  private constructor(world: World) {
    this.world = world;
  }

  static async open(): Promise<Queue> {
    const queue = new Queue(await World.create());
    const { world } = queue;
    for (const name of ['kim', 'lee', 'max']) await queue.person(name, ['approver']);
    await queue.person('root', ['admin']);
    for (const name of ['contacts.search', 'contacts.change', 'contacts.remove']) await queue.tool(name);
    const { key } = await createApiKey(
      world.admin,
      CreateApiKeyInput.parse({ name: 'pep', roles: ['admin'] }),
    );
    for (let i = 0; i < 2; i += 1) {
      queue.#runtimes.push(await openRuntime({ databaseUrl: world.database.url, publicUrl: 'http://test' }));
    }
    const [first] = queue.#runtimes;
    if (first === undefined) throw new Error('there is no instance');
    queue.#caller = await identify(first.evaluator, `Bearer ${key}`);
    return queue;
  }

  async close(): Promise<void> {
    await Promise.all(this.#runtimes.map((one) => one.close()));
    await this.world.drop();
  }

  async person(name: string, roles: Role[]): Promise<void> {
    await this.world.prisma.user.create({
      data: { id: `usr_${name}`, email: `${name}@example.org`, name, roles },
    });
  }

  async tool(name: string, more: { sensitivity?: 'internal' | 'restricted' } = {}): Promise<void> {
    const digest = `digest of ${name}`;
    await this.world.prisma.tool.create({
      data: {
        id: `crm/${name}`,
        systemId: 'crm',
        name,
        actionClass: name.endsWith('search') ? 'read' : name.endsWith('remove') ? 'delete' : 'write',
        sensitivity: more.sensitivity ?? 'internal',
        returnsUntrusted: false,
        reversible: true,
        state: 'reviewed',
        digest,
        reviewedDigest: digest,
      },
    });
  }

  /** A person in a session of their own. */
  as(name: string, ...roles: Role[]): Ctx {
    const { admin } = this.world;
    const id = `usr_${name}`;
    return {
      ...admin,
      actor: {
        ...admin.actor,
        kind: 'user',
        id,
        name,
        userId: id,
        roles: roles.length > 0 ? roles : ['approver'],
      },
    };
  }

  async task(more: object = {}): Promise<string> {
    const input = {
      agent: 'bot',
      purpose: 'Q3 cleanup',
      ttlSeconds: 1800,
      actionClasses: ['read', 'write', 'delete'],
    };
    return (await openTask(this.world.admin, OpenTaskInput.parse({ ...input, ...more }))).id;
  }

  /** Asks for a decision and answers what was recorded. By default a deletion, for which nobody has a grant. */
  async ask({
    args = { id: 7 },
    tool = 'crm/contacts.remove',
    task = '',
    ...more
  }: Wish): Promise<DecisionView> {
    this.#calls += 1;
    const call: AskedCall = {
      agentId: more.agent ?? 'bot',
      taskId: task,
      toolId: tool,
      action: 'tools/call',
      resource: more.resource ?? null,
      arguments: args,
      argumentsText: canonicalText(args, MAX_DEPTH),
      callId: more.callId ?? `c-${this.#calls}`,
      acceptsModify: false,
      approvalId: more.approval ?? null,
      reads: [],
      requestId: 'r',
    };
    const runtime = this.#runtimes[(more.on ?? 0) % this.#runtimes.length];
    if (runtime === undefined || this.#caller === null) throw new Error('there is no instance');
    const evaluated = await runtime.evaluator.evaluate(call, this.#caller, 10_000);
    const id = evaluated.kind === 'decided' ? evaluated.decided.id : evaluated.row.id;
    return readDecision(this.world.admin, { id });
  }

  /** Asks for something that waits, and answers the id under which it does. */
  async waiting(wish: Wish): Promise<string> {
    const { outcome, escalation, reason } = await this.ask(wish);
    if (outcome !== 'escalate' || escalation === null) throw new Error(`${outcome}: ${reason}`);
    return escalation;
  }

  list(ctx: Ctx, input: object = {}) {
    return listEscalations(ctx, ListEscalationsInput.parse(input));
  }
}
