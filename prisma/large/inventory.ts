import type { Scope } from '@/lib/domain/scope';
import { SENSITIVITIES, type Sensitivity } from '@/lib/domain/sensitivity';
import { toolDigest } from '@/lib/services/tool/definition';
import { planAgents } from './agents';
import type { Dice } from './dice';
import type { Size } from './size';
import { DEEDS, FIRST_NAMES, LAST_NAMES, PRODUCTS, type Product, REGIONS, SENSITIVE_ARGUMENT } from './words';

export type Person = {
  id: string;
  email: string;
  name: string;
  roles: string[];
  createdAt: Date;
  disabledAt: Date | null;
};
export type System = {
  id: string;
  name: string;
  product: Product;
  environment: string;
  ownerId: string;
  createdAt: Date;
};
export type Tool = {
  id: string;
  systemId: string;
  name: string;
  description: string;
  actionClass: Scope['actionClasses'][number];
  sensitivity: Sensitivity;
  returnsUntrusted: boolean;
  reversible: boolean;
  args: readonly string[];
  inputSchema: Record<string, unknown>;
  sensitiveArguments: string[];
  triggers: string[];
  digest: string;
  reviewedDigest: string | null;
  state: 'reviewed' | 'unreviewed' | 'blocked';
  reviewedById: string | null;
  createdAt: Date;
};
export type Entitlement = {
  id: string;
  agentId: string;
  scope: Scope;
  activation: 'automatic' | 'approval';
  maxTtlSeconds: number;
  startsAt: Date;
  endsAt: Date;
  reason: string;
  createdById: string;
  revokedAt: Date | null;
};
export type Agent = {
  id: string;
  name: string;
  purpose: string;
  job: string;
  ownerId: string;
  backupOwnerId: string | null;
  riskTier: 'low' | 'moderate' | 'high' | 'critical';
  autonomy: string;
  environment: string;
  state: 'draft' | 'active' | 'quarantined' | 'retired';
  createdAt: Date;
  movedAt: Date | null;
  reviewDueAt: Date;
  entitlements: Entitlement[];
};

/** Everything that stands before the first task. */
export type Inventory = {
  people: Person[];
  admins: Person[];
  systems: System[];
  tools: Tool[];
  toolsBySystem: ReadonlyMap<string, readonly Tool[]>;
  agents: Agent[];
};

const capital = (text: string): string => text[0]?.toUpperCase() + text.slice(1);

/** People, systems with their tools, and agents with what they may be granted. The same dice, the same inventory. */
export function planInventory(dice: Dice, size: Size, now: Date): Inventory {
  const people = planPeople(dice, size.people, now);
  const admins = people.filter(({ roles, disabledAt }) => roles.includes('admin') && disabledAt === null);
  const systems = planSystems(dice, size.systems, people, now);
  const tools = planTools(dice, size.tools, systems, admins);
  const toolsBySystem = new Map<string, Tool[]>(systems.map(({ id }) => [id, []]));
  for (const tool of tools) toolsBySystem.get(tool.systemId)?.push(tool);
  const agents = planAgents(dice, size, { people, admins, systems, toolsBySystem }, now);
  return { people, admins, systems, tools, toolsBySystem, agents };
}

function planPeople(dice: Dice, count: number, now: Date): Person[] {
  return Array.from({ length: count }, (_, i) => {
    const [first, last] = [dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)];
    const createdAt = dice.before(now, 300, 700);
    const isAdmin = i < Math.max(2, count / 40);
    return {
      id: dice.id('usr', createdAt),
      email: `${first}.${last}.${i + 1}@example.org`.toLowerCase(),
      name: `${first} ${last}`,
      roles: isAdmin
        ? ['admin']
        : [
            dice.weighted([
              ['approver', 6],
              ['reviewer', 3],
              ['auditor', 1],
            ] as const),
          ],
      createdAt,
      disabledAt: !isAdmin && dice.chance(0.05) ? dice.before(now, 1, 90) : null,
    };
  });
}

function planSystems(dice: Dice, count: number, people: readonly Person[], now: Date): System[] {
  return Array.from({ length: count }, (_, i) => {
    const product = PRODUCTS[i % PRODUCTS.length];
    if (product === undefined) throw new Error('there are no products');
    const round = Math.floor(i / PRODUCTS.length);
    const region = REGIONS[round % REGIONS.length] ?? 'eu';
    const number = Math.floor(round / REGIONS.length);
    const suffix = `${region}${number === 0 ? '' : `-${number + 1}`}`;
    return {
      id: `${product.name}-${suffix}`,
      name: `${product.title} ${suffix.toUpperCase()}`,
      product,
      environment: dice.weighted([
        ['production', 7],
        ['staging', 2],
        ['test', 1],
      ] as const),
      ownerId: dice.pick(people).id,
      createdAt: dice.before(now, 250, 300),
    };
  });
}

/** Every system has its own order of what it offers; the tools are dealt to the systems in turn. */
function planTools(dice: Dice, count: number, systems: readonly System[], admins: readonly Person[]): Tool[] {
  const decks = systems.map(({ product }) =>
    product.things
      .flatMap((thing) => DEEDS.map((deed) => ({ thing, deed, rank: dice.unit() ** (1 / deed.weight) })))
      .sort((a, b) => b.rank - a.rank),
  );
  return Array.from({ length: count }, (_, i) => {
    const system = systems[i % systems.length];
    const card = decks[i % systems.length]?.[Math.floor(i / systems.length)];
    if (system === undefined || card === undefined) throw new Error('there are not so many different tools');
    return planTool(dice, system, card, systems, dice.pick(admins));
  });
}

function planTool(
  dice: Dice,
  system: System,
  { thing, deed }: { thing: string; deed: (typeof DEEDS)[number] },
  systems: readonly System[],
  reviewer: Person,
): Tool {
  const { product } = system;
  const highest = SENSITIVITIES.indexOf(product.sensitivity);
  const sensitivity =
    SENSITIVITIES[
      Math.max(
        0,
        highest -
          dice.weighted([
            [0, 4],
            [1, 6],
          ] as const),
      )
    ] ?? 'internal';
  const definition = {
    name: `${thing}.${deed.name}`,
    description: `${capital(deed.name)} ${thing} of ${system.name}`,
    actionClass: deed.actionClass,
    sensitivity,
    returnsUntrusted: product.zone === 'external' && deed.actionClass === 'read',
    reversible: deed.actionClass === 'read' || deed.actionClass === 'write',
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(
        deed.args.map((name) => [name, { type: name === 'limit' ? 'integer' : 'string' }]),
      ),
      required: deed.args.slice(0, 1),
      additionalProperties: false,
    },
    sensitiveArguments: deed.args.filter((name) => name === SENSITIVE_ARGUMENT),
    incidentalArguments: [],
    triggers:
      deed.actionClass !== 'read' && dice.chance(0.06)
        ? [dice.pick(systems).id].filter((id) => id !== system.id)
        : [],
    definition: null,
  };
  const digest = toolDigest(definition);
  const standing = dice.weighted([
    ['reviewed', 92],
    ['new', 3],
    ['changed', 3],
    ['blocked', 2],
  ] as const);
  const before = toolDigest({ ...definition, description: `${definition.description}, as it was` });
  return {
    ...definition,
    id: `${system.id}/${definition.name}`,
    systemId: system.id,
    args: deed.args,
    digest,
    reviewedDigest: standing === 'new' ? null : standing === 'changed' ? before : digest,
    state: standing === 'blocked' ? 'blocked' : standing === 'reviewed' ? 'reviewed' : 'unreviewed',
    reviewedById: standing === 'new' ? null : reviewer.id,
    createdAt: system.createdAt,
  };
}
