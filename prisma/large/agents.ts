import { ACTION_CLASSES, type ActionClass } from '@/lib/domain/action-class';
import type { Scope } from '@/lib/domain/scope';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
import type { Dice } from './dice';
import type { Agent, Entitlement, Person, System, Tool } from './inventory';
import type { Size } from './size';
import { JOBS, REGIONS, ROLES_OF_AGENTS } from './words';

const DAY_MS = 24 * 3600_000;

type Given = {
  people: readonly Person[];
  admins: readonly Person[];
  systems: readonly System[];
  toolsBySystem: ReadonlyMap<string, readonly Tool[]>;
};

/** How often an entitlement holds more than reading. */
const CLASS_CHANCES: readonly (readonly [ActionClass, number])[] = [
  ['read', 1],
  ['write', 0.45],
  ['delete', 0.08],
  ['execute', 0.12],
  ['send', 0.2],
  ['admin', 0.02],
];

const capital = (text: string): string => text[0]?.toUpperCase() + text.slice(1);

/** Agents with their entitlements, exactly as many of both as asked. */
export function planAgents(dice: Dice, size: Size, given: Given, now: Date): Agent[] {
  const agents = Array.from({ length: size.agents }, (_, i) => planAgent(dice, i, given, now));
  // Some hold many and some hold few: everybody one in turn, then the rest as it falls.
  for (let k = 0; k < size.entitlements; k += 1) {
    const agent = k < size.agents * 2 ? agents[k % size.agents] : dice.pick(agents);
    agent?.entitlements.push(planEntitlement(dice, agent, given, now));
  }
  return agents;
}

function planAgent(dice: Dice, i: number, { people }: Given, now: Date): Agent {
  const [job, role, region] = [dice.pick(JOBS), dice.pick(ROLES_OF_AGENTS), dice.pick(REGIONS)];
  // A few people answer for many agents, and most for a few.
  const owner = people[Math.floor(people.length * dice.unit() ** 1.7)] ?? dice.pick(people);
  const backup = dice.chance(0.7) ? dice.pick(people) : owner;
  const createdAt = dice.before(now, 5, 400);
  const state = dice.weighted([
    ['active', 88],
    ['draft', 4],
    ['quarantined', 2],
    ['retired', 6],
  ] as const);
  return {
    id: `${job}-${role}-${region}-${i + 1}`,
    name: `${capital(job)} ${role} ${region.toUpperCase()} ${i + 1}`,
    purpose: `${capital(role)} for everything that has to do with ${job} in ${region.toUpperCase()}`,
    job,
    ownerId: owner.id,
    backupOwnerId: backup === owner ? null : backup.id,
    riskTier: dice.weighted([
      ['low', 35],
      ['moderate', 40],
      ['high', 20],
      ['critical', 5],
    ] as const),
    autonomy: dice.weighted([
      ['assisted', 3],
      ['supervised', 5],
      ['autonomous', 2],
    ] as const),
    environment: dice.weighted([
      ['production', 6],
      ['staging', 2],
      ['test', 1],
      ['development', 1],
    ] as const),
    state,
    createdAt,
    movedAt: state === 'quarantined' || state === 'retired' ? dice.before(now, 0, 4) : null,
    reviewDueAt: new Date(now.getTime() + dice.between(-20, 180) * DAY_MS),
    entitlements: [],
  };
}

function planEntitlement(
  dice: Dice,
  agent: Agent,
  { admins, systems, toolsBySystem }: Given,
  now: Date,
): Entitlement {
  // An agent works on a handful of systems, with several entitlements on one.
  const known = agent.entitlements.map(({ scope }) => scope.system);
  const system =
    known.length >= 5 || (known.length > 0 && dice.chance(0.4)) ? dice.pick(known) : dice.pick(systems).id;
  const age = (now.getTime() - agent.createdAt.getTime()) / DAY_MS;
  // Most were given when the agent began.
  const startsAt = dice.before(
    now,
    dice.chance(0.6) ? Math.max(age - 10, age / 2) : Math.min(1, age / 2),
    age,
  );
  const isOver = agent.state === 'retired' || dice.chance(0.04);
  const isEnded = !isOver && dice.chance(0.06);
  const left = isEnded ? -dice.unit() * (age / 4) : 1 + dice.unit() * 150;
  const endsAt = new Date(Math.max(now.getTime() + left * DAY_MS, startsAt.getTime() + 3600_000));
  return {
    id: dice.id('ent', startsAt),
    agentId: agent.id,
    scope: planScope(dice, system, toolsBySystem.get(system) ?? []),
    activation: dice.chance(0.8) ? 'automatic' : 'approval',
    maxTtlSeconds: dice.pick([1800, 3600, 7200, 28_800]),
    startsAt,
    endsAt,
    reason: `${agent.name} needs this for its purpose`,
    createdById: dice.pick(admins).id,
    revokedAt: isOver
      ? new Date(Math.max(startsAt.getTime(), (agent.movedAt ?? dice.before(now, 0, 3)).getTime()))
      : null,
  };
}

/** Around one tool, which it always covers. */
function planScope(dice: Dice, system: string, tools: readonly Tool[]): Scope {
  const example = dice.pick(tools);
  const thing = example.name.split('.')[0] ?? example.name;
  const classes = new Set(CLASS_CHANCES.filter(([, chance]) => dice.chance(chance)).map(([name]) => name));
  classes.add(example.actionClass);
  const own = SENSITIVITIES.indexOf(example.sensitivity);
  return {
    system,
    tools: dice.weighted([
      [['*'], 15],
      [[`${thing}.*`], 60],
      [[...new Set([example.name, dice.pick(tools).name])], 25],
    ]),
    actionClasses: ACTION_CLASSES.filter((name) => classes.has(name)),
    resources: [],
    maxSensitivity: SENSITIVITIES[own + (dice.chance(0.6) ? 1 : 0)] ?? example.sensitivity,
    arguments: dice.chance(0.1) ? { limit: { max: 100, otherwise: 'clamp' } } : {},
  };
}
