import { ACTION_CLASSES, type ActionClass } from '@/lib/domain/action-class';
import { earliestEnd, secondsAfter } from '@/lib/domain/grant';
import { coversCall, fitsSensitivity, intersectScopes, type Scope } from '@/lib/domain/scope';
import type { TaskState } from '@/lib/domain/task';
import type { Dice } from './dice';
import type { Agent, Entitlement, Inventory, Tool } from './inventory';
import { FIRST_NAMES, LAST_NAMES, PURPOSES, SENSITIVE_ARGUMENT, TEXTS } from './words';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
export const DAYS = 90;
const MOST_CALLS = 14;

export type PlannedGrant = { id: string; entitlement: Entitlement; scope: Scope; endsAt: Date };
export type PlannedCall = {
  at: Date;
  toolId: string;
  args: Record<string, string | number>;
  acceptsModify: boolean;
};
/** One task of the past, or one that still runs: `endedAt` is null. */
export type PlannedTask = {
  id: string;
  agent: Agent;
  parent: PlannedTask | null;
  purpose: string;
  onBehalfOf: string;
  declares: ActionClass[];
  startedAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  state: TaskState;
  grants: PlannedGrant[];
  calls: PlannedCall[];
};

type Start = { at: Date; isOpen: boolean };

/** When tasks began: more on working days and in working hours, and some a moment ago, which still run. */
function planStarts(dice: Dice, count: number, now: Date): Start[] {
  const open = Math.max(4, Math.round(count * 0.002));
  const starts = Array.from({ length: count }, (_, i): Start => {
    if (i < open)
      return {
        at: new Date(now.getTime() - dice.between(12, 40) * MINUTE_MS - dice.int(60_000)),
        isOpen: true,
      };
    for (;;) {
      const at = new Date(now.getTime() - 15 * MINUTE_MS - Math.floor(dice.unit() * DAYS * DAY_MS));
      const isQuiet =
        at.getUTCDay() === 0 || at.getUTCDay() === 6 || at.getUTCHours() < 6 || at.getUTCHours() > 18;
      if (!isQuiet || dice.chance(0.25)) return { at, isOpen: false };
    }
  });
  return starts.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Tasks in the order of their ids, with exactly so many calls in all. */
export function* planWork(
  dice: Dice,
  inventory: Inventory,
  decisions: number,
  now: Date,
): Generator<PlannedTask> {
  const lengths: number[] = [];
  for (let left = decisions; left > 0; left -= lengths.at(-1) ?? left) {
    lengths.push(Math.min(left, dice.between(2, MOST_CALLS)));
  }
  const worker = new Worker(dice, inventory, now);
  let before: PlannedTask | null = null;
  for (const [i, start] of planStarts(dice, lengths.length, now).entries()) {
    const task: PlannedTask = worker.task(start, lengths[i] ?? 1, before);
    before = task;
    yield task;
  }
}

class Worker {
  readonly #dice: Dice;
  readonly #inventory: Inventory;
  readonly #now: Date;
  /** Those that work, the busiest first; a fifth of the active ones has not been called for long. */
  readonly #busy: readonly Agent[];
  readonly #covered = new Map<Scope, readonly Tool[]>();

  constructor(dice: Dice, inventory: Inventory, now: Date) {
    this.#dice = dice;
    this.#inventory = inventory;
    this.#now = now;
    const active = inventory.agents.filter(({ state }) => state === 'active');
    this.#busy = active.slice(0, Math.ceil(active.length * 0.8));
  }

  task({ at, isOpen }: Start, length: number, before: PlannedTask | null): PlannedTask {
    const dice = this.#dice;
    const agent = this.#agentAt(at);
    const isChild =
      before !== null && before.agent !== agent && before.endsAt > at && !isOpen && dice.chance(0.3);
    const wish = isChild && before?.endedAt !== null && before?.parent === null ? before : null;
    // Nobody hands work to an agent that can do none of it.
    const parent = wish !== null && this.#grants(agent, wish, at, wish.endsAt).length > 0 ? wish : null;
    const endsAt = isOpen
      ? new Date(this.#now.getTime() + dice.between(20, 180) * MINUTE_MS)
      : new Date(
          Math.min(
            at.getTime() + dice.between(30, 240) * MINUTE_MS,
            parent?.endsAt.getTime() ?? Number.POSITIVE_INFINITY,
          ),
        );
    const grants = this.#grants(agent, parent, at, endsAt);
    const number = `${agent.job[0]?.toUpperCase()}-${dice.between(1000, 9999)}`;
    const covered = grants.flatMap(({ scope }) => this.#toolsOf(scope));
    const declares = ACTION_CLASSES.filter(
      (name) => name === 'read' || (covered.some((tool) => tool.actionClass === name) && dice.chance(0.5)),
    );
    const calls = this.#calls({
      agent,
      covered,
      declares,
      number,
      at,
      length,
      latest: isOpen ? this.#now : endsAt,
    });
    const last = calls.at(-1)?.at ?? at;
    const ended = new Date(Math.min(last.getTime() + dice.between(2, 40) * 1000, endsAt.getTime()));
    // Whoever has handed work on waits for it.
    if (parent !== null && parent.endedAt !== null && parent.endedAt < ended) parent.endedAt = ended;
    const isExpired = !isOpen && parent === null && endsAt < this.#now && dice.chance(0.05);
    return {
      id: dice.id('tsk', at),
      agent,
      parent,
      purpose: dice.pick(PURPOSES).replace('@', agent.job).replace('#', number),
      onBehalfOf: `${dice.pick(FIRST_NAMES)} ${dice.pick(LAST_NAMES)}`,
      declares,
      startedAt: at,
      endsAt,
      endedAt: isOpen ? null : isExpired ? endsAt : ended,
      state: isOpen
        ? dice.weighted([
            ['running', 9],
            ['paused', 1],
          ] as const)
        : isExpired
          ? 'expired'
          : dice.weighted([
              ['completed', 90],
              ['failed', 6],
              ['cancelled', 4],
            ] as const),
      grants,
      calls,
    };
  }

  #agentAt(at: Date): Agent {
    const dice = this.#dice;
    let agent = dice.pick(this.#busy);
    for (let i = 0; i < 30; i += 1) {
      agent = this.#busy[Math.floor(this.#busy.length * dice.unit() ** 2.2)] ?? agent;
      if (agent.createdAt < at && agent.entitlements.some((one) => isUsable(one, at, this.#now))) break;
    }
    return agent;
  }

  /** What the task is given when it begins: one to three entitlements, cut to what a parent has. */
  #grants(agent: Agent, parent: PlannedTask | null, at: Date, endsAt: Date): PlannedGrant[] {
    const dice = this.#dice;
    const usable = agent.entitlements.filter((one) => isUsable(one, at, this.#now));
    const wanted = new Set(
      Array.from(
        {
          length: dice.weighted([
            [1, 6],
            [2, 3],
            [3, 1],
          ] as const),
        },
        () => dice.int(usable.length),
      ),
    );
    return usable
      .filter((_, i) => wanted.has(i))
      .flatMap((entitlement) => {
        const scopes =
          parent === null
            ? [entitlement.scope]
            : parent.grants.flatMap((own) => intersectScopes(entitlement.scope, own.scope) ?? []).slice(0, 1);
        return scopes.map((scope) => ({
          id: dice.id('grt', at),
          entitlement,
          scope,
          endsAt: earliestEnd(endsAt, entitlement.endsAt, secondsAfter(at, entitlement.maxTtlSeconds)),
        }));
      });
  }

  #toolsOf(scope: Scope): readonly Tool[] {
    let tools = this.#covered.get(scope);
    if (tools === undefined) {
      tools = (this.#inventory.toolsBySystem.get(scope.system) ?? []).filter((tool) => {
        const call = { ...tool, toolName: tool.name, resource: null };
        return coversCall(scope, call) && fitsSensitivity(scope, call);
      });
      this.#covered.set(scope, tools);
    }
    return tools;
  }

  #calls(of: {
    agent: Agent;
    covered: readonly Tool[];
    declares: readonly ActionClass[];
    number: string;
    at: Date;
    length: number;
    latest: Date;
  }): PlannedCall[] {
    const dice = this.#dice;
    const usual = of.covered.filter(
      (tool) => tool.state === 'reviewed' && of.declares.includes(tool.actionClass),
    );
    let at = of.at.getTime();
    return Array.from({ length: of.length }, () => {
      at = Math.min(at + dice.between(3000, 40_000), of.latest.getTime() - 1);
      const from = dice.weighted([
        [usual, 88],
        [of.covered, 8],
        [this.#inventory.tools, 4],
      ] as const);
      const tool = dice.pick(
        [from, usual, of.covered].find((list) => list.length > 0) ?? this.#inventory.tools,
      );
      // Now and then an agent asks for what there is not, or as the tool does not understand it.
      const isMisspelt = dice.chance(0.01);
      const args = this.#argumentsOf(tool, of.number);
      if (dice.chance(0.01)) args.unknown = 'value';
      return {
        at: new Date(at),
        toolId: isMisspelt ? `${tool.id}s` : tool.id,
        args,
        acceptsModify: dice.chance(0.8),
      };
    });
  }

  #argumentsOf(tool: Tool, number: string): Record<string, string | number> {
    const dice = this.#dice;
    const text = (words: number) => Array.from({ length: words }, () => dice.pick(TEXTS)).join(' ');
    const of: Record<string, () => string | number> = {
      limit: () => dice.pick([10, 20, 50, 100, 500]),
      id: () => (dice.chance(0.7) ? number : `X-${dice.between(1, 99_999)}`),
      [SENSITIVE_ARGUMENT]: () =>
        `${dice.pick(FIRST_NAMES)}.${dice.pick(LAST_NAMES)}@example.net`.toLowerCase(),
      cursor: () => `c${dice.between(1, 99)}`,
      text: () => text(dice.between(3, 20)),
    };
    return Object.fromEntries(tool.args.map((name) => [name, of[name]?.() ?? text(2)]));
  }
}

const isUsable = (one: Entitlement, at: Date, now: Date): boolean =>
  one.activation === 'automatic' && one.revokedAt === null && one.startsAt <= at && one.endsAt > now;
