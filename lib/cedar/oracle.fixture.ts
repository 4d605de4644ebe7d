import type { CedarValueJson, EntityJson, Expr, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { agent, call, facts, task, tool } from '@/lib/domain/decide.fixture';
import { NO_DRIFT } from '@/lib/domain/drift';
import type { GuardrailInput } from '@/lib/domain/guardrail';
import { ORIGINS } from '@/lib/domain/provenance';
import { RISK_TIERS, SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
import { ENVIRONMENTS, ZONES } from '@/lib/domain/system';
import { compilePolicy, UnsupportedError } from './compile';
import type { Cedar } from './engine';
import {
  actionOf,
  type CedarValue,
  CONTEXT,
  type Group,
  PRINCIPAL,
  parentOf,
  principalOf,
  RESOURCE,
  resourceOf,
} from './model';

/** Numbers that look random and are the same in every run. */
export function randomFrom(seed: number) {
  let state = seed;
  const next = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
  const pick = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  return { next, pick, chance: (percent: number) => next(100) < percent };
}
export type Random = ReturnType<typeof randomFrom>;

// ------------------------------------------------------------------------------------------- requests

const PATHS = ['to', 'amount', 'filter.limit', 'cc', 'note', 'none'] as const;
const TEXTS = [
  'aa',
  'ana@acme.com',
  'x@evil.example',
  'Q3 cleanup',
  '',
  'é*ü',
  'read',
  'a.b\\c',
  '😀',
] as const;
const NUMBERS = [0, -1, 1, 7, 100, 99.5, -0.5, 1e300, 9007199254740991] as const;

export function randomInput(random: Random): GuardrailInput {
  const { pick, chance, next } = random;
  const json = () =>
    pick([pick(TEXTS), pick(NUMBERS), true, null, [pick(TEXTS), pick(NUMBERS)], [], { a: pick(TEXTS) }]);
  const args: Record<string, unknown> = {};
  for (const name of ['to', 'amount', 'cc', 'note']) if (chance(60)) args[name] = json();
  if (chance(50)) args.filter = { limit: json() };
  const tier = pick(RISK_TIERS);
  return {
    call: {
      ...call,
      resource: pick([null, 'orders/4', 'é*ü']),
      arguments: args as GuardrailInput['call']['arguments'],
    },
    agent: {
      ...agent,
      id: pick(['invoice-bot', 'other-bot']),
      tier,
      rules: SHIPPED_TIERS[tier],
      autonomy: pick(['assisted', 'supervised', 'autonomous']),
      environment: pick(ENVIRONMENTS),
      owner: { id: pick(['usr_ana', 'usr_bo']), isEnabled: true },
    },
    task: {
      ...task,
      purpose: pick(TEXTS),
      actionClasses: ACTION_CLASSES.filter(() => chance(40)),
    },
    tool: {
      ...tool,
      ...pick([
        { id: 'crm/contacts.search', systemId: 'crm', name: 'contacts.search' },
        { id: 'mail/send', systemId: 'mail', name: 'send' },
      ]),
      actionClass: pick(ACTION_CLASSES),
      sensitivity: pick(SENSITIVITIES),
      zone: pick(ZONES),
      reversible: chance(50),
      returnsUntrusted: chance(50),
      sensitiveArguments: pick([[], ['to']]),
    },
    facts: { ...facts, ancestors: Array.from({ length: next(3) }, () => ({ task, agent })) },
    chain: {
      labels: {
        sensitivity: pick(SENSITIVITIES),
        untrusted: chance(50),
        systems: pick([[], ['crm'], ['crm', 'mail']]),
        agents: pick([[], ['invoice-bot']]),
      },
      leaves: chance(50),
      origins: Array.from({ length: next(3) }, () => ({
        path: pick(['to', 'cc']),
        text: pick(TEXTS),
        origin: pick(ORIGINS),
      })),
      drift: NO_DRIFT,
    },
    now: new Date(Date.UTC(2026, 0, 1 + next(20), next(24), next(60))),
  };
}

function toJson(value: CedarValue): CedarValueJson {
  if (typeof value !== 'object') return value;
  return 'type' in value ? { __entity: { type: value.type, id: value.id } } : value.map(toJson);
}

/** A group as Cedar’s own record, all read at once. Tags stand in entities of their own. */
function recordOf(
  { members }: Group,
  input: GuardrailInput,
  entities: EntityJson[],
): Record<string, CedarValueJson> {
  const record: Record<string, CedarValueJson> = {};
  for (const [name, member] of Object.entries(members)) {
    if (member.kind === 'group') record[name] = recordOf(member, input, entities);
    else if (member.kind === 'value') {
      const value = member.read(input);
      if (value !== undefined) record[name] = toJson(value);
    } else {
      const uid = { type: member.entity, id: 'call' };
      const tags: Record<string, CedarValueJson> = {};
      for (const path of PATHS) {
        const value = member.readTag(input, path);
        if (value !== undefined) tags[path] = toJson(value);
      }
      entities.push({ uid, attrs: {}, parents: [], tags });
      record[name] = { __entity: uid };
    }
  }
  return record;
}

/** What Cedar says of each policy of a set that was parsed before under this name. */
export function askCedar(
  engine: Cedar,
  set: string,
  input: GuardrailInput,
): { satisfied: Set<string>; failed: Set<string> } {
  const [principal, action, resource] = [principalOf(input), actionOf(input), resourceOf(input)];
  const parents = (entity: typeof action) => {
    const parent = parentOf(entity, input);
    return parent === null ? [] : [parent];
  };
  // Of the actions only the call's own is sent: what it costs Cedar to read them is most of its time.
  const entities: EntityJson[] = [
    { uid: principal, attrs: recordOf(PRINCIPAL, input, []), parents: [] },
    { uid: resource, attrs: recordOf(RESOURCE, input, []), parents: parents(resource) },
    { uid: action, attrs: {}, parents: parents(action) },
  ];
  const context = recordOf(CONTEXT, input, entities);
  const answer = engine.statefulIsAuthorized({
    principal,
    action,
    resource,
    context,
    entities,
    preparsedPolicySetId: set,
  });
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  const { reason, errors } = answer.response.diagnostics;
  return { satisfied: new Set(reason), failed: new Set(errors.map(({ policyId }) => policyId)) };
}

// ------------------------------------------------------------------------------------------- policies

const variable = (name: 'principal' | 'action' | 'resource' | 'context'): Expr => ({ Var: name });
const at = (left: Expr, ...path: string[]): Expr =>
  path.reduce<Expr>((inner, attr) => ({ '.': { left: inner, attr } }), left);
const entity = (type: string, id: string): Expr => ({ Value: { __entity: { type, id } } });

const [context, principal, resource] = [variable('context'), variable('principal'), variable('resource')];
const tags = { text: at(context, 'arguments'), long: at(context, 'numbers'), set: at(context, 'items') };

type Kind = 'bool' | 'text' | 'long' | 'set' | 'entity';
const KINDS: readonly Kind[] = ['bool', 'text', 'long', 'set', 'entity'];

/** A random expression, mostly of the kind that is asked: what is of another kind must fail as Cedar fails. */
function expression(random: Random, wanted: Kind, depth: number): Expr {
  const { pick, chance } = random;
  const kind = chance(4) ? pick(KINDS) : wanted;
  const sub = (of: Kind) => expression(random, of, depth - 1);
  const tag = (of: 'text' | 'long' | 'set'): Expr => ({
    getTag: { left: tags[of], right: { Value: pick(PATHS) } },
  });
  switch (kind) {
    case 'text':
      if (chance(20)) return tag('text');
      if (chance(30)) return { Value: pick([...TEXTS, ...SENSITIVITIES, ...RISK_TIERS, ...ACTION_CLASSES]) };
      return pick([
        at(principal, pick(['tier', 'autonomy', 'environment', 'nothing'])),
        at(resource, pick(['name', 'actionClass', 'sensitivity', 'zone', 'environment'])),
        at(context, 'task', pick(['id', 'purpose', 'nothing'])),
        at(context, pick(['tierVerdict', 'resource'])),
        at(context, 'labels', 'sensitivity'),
        at(context, 'provenance', 'doubtful'),
      ]);
    case 'long':
      if (chance(10) && depth > 0) return { neg: { arg: sub('long') } };
      if (chance(30)) return tag('long');
      return pick<Expr>([
        { Value: pick([0, 1, 2, 7, 100, -1]) },
        at(context, pick(['hour', 'weekday', 'chainDepth'])),
      ]);
    case 'set':
      if (chance(25)) return tag('set');
      if (chance(20)) return at(context, 'task', 'declared');
      if (chance(30)) return pick([at(context, 'labels', 'systems'), at(context, 'provenance', 'origins')]);
      return { Set: [sub(pick(KINDS)), sub('text')].slice(0, random.next(3)) };
    case 'entity':
      return pick<Expr>([
        principal,
        resource,
        variable('action'),
        at(principal, 'owner'),
        at(resource, 'system'),
        entity('System', pick(['crm', 'mail'])),
        entity('Agent', 'invoice-bot'),
        entity('Tool', 'mail/send'),
        entity('Action', pick(['read', 'change'])),
        entity('User', 'usr_ana'),
      ]);
    default:
      return booleanOf(random, depth, sub);
  }
}

function booleanOf(random: Random, depth: number, sub: (kind: Kind) => Expr): Expr {
  const { pick, chance } = random;
  if (depth <= 0)
    return pick<Expr>([
      { Value: chance(50) },
      at(resource, pick(['reversible', 'returnsUntrusted'])),
      at(context, 'labels', 'untrusted'),
      at(context, 'provenance', 'vouched'),
    ]);
  const two = (kind: Kind) => ({ left: sub(kind), right: sub(kind) });
  return pick<() => Expr>([
    () => ({ '&&': two('bool') }),
    () => ({ '||': two('bool') }),
    () => ({ '!': { arg: sub('bool') } }),
    () => ({ '==': two(pick(KINDS)) }),
    () => ({ '!=': two(pick(KINDS)) }),
    () => ({ '<': two('long') }),
    () => ({ '<=': two('long') }),
    () => ({ '>': two('long') }),
    () => ({ '>=': two('long') }),
    () => ({ contains: { left: sub('set'), right: sub('text') } }),
    () => ({ containsAll: two('set') }),
    () => ({ containsAny: two('set') }),
    () => ({ isEmpty: { arg: sub('set') } }),
    () => ({
      in: {
        left: sub('entity'),
        right: chance(60) ? sub('entity') : { Set: [sub('entity'), sub('entity')] },
      },
    }),
    () => ({
      is: {
        left: sub('entity'),
        entity_type: pick(['Agent', 'Tool', 'System', 'Action', 'User']),
        ...(chance(40) && { in: sub('entity') }),
      },
    }),
    () => ({
      like: {
        left: sub('text'),
        pattern: pick([
          ['Wildcard'],
          [{ Literal: 'read' }],
          [{ Literal: 'a' }, 'Wildcard', { Literal: 'a' }, 'Wildcard'],
          ['Wildcard', { Literal: '@acme.com' }],
          [{ Literal: 'a' }, 'Wildcard', { Literal: 'a' }, 'Wildcard', { Literal: 'a' }],
          [{ Literal: 'é*' }, 'Wildcard'],
          ['Wildcard', 'Wildcard', { Literal: '.' }, 'Wildcard', { Literal: '😀' }],
          [],
        ]),
      },
    }),
    () => ({ has: { left: context, attr: pick(['resource', 'nothing', 'task', 'hour']) } }),
    () => ({
      has: {
        left: context,
        attr: pick([
          ['task', 'declared'],
          ['task', 'nothing'],
          ['nothing', 'at all'],
        ]),
      },
    }),
    () => ({ has: { left: pick([principal, resource]), attr: pick(['tier', 'zone', 'nothing']) } }),
    () => ({ hasTag: { left: tags[pick(['text', 'long', 'set'] as const)], right: { Value: pick(PATHS) } } }),
    // biome-ignore lint/suspicious/noThenProperty: Cedar’s JSON calls it so.
    () => ({ 'if-then-else': { if: sub('bool'), then: sub('bool'), else: sub('bool') } }),
  ])();
}

/** A random forbid: Cedar tells of each whether it is satisfied, which of permits beside forbids it does not. */
export function randomPolicy(random: Random): PolicyJson {
  const { pick, chance, next } = random;
  const tool = { type: 'Tool', id: pick(['crm/contacts.search', 'mail/send']) };
  const system = { type: 'System', id: pick(['crm', 'mail']) };
  const action = (id: string) => ({ type: 'Action', id });
  return {
    effect: 'forbid',
    principal: chance(70)
      ? { op: 'All' }
      : pick<PolicyJson['principal']>([
          { op: '==', entity: { type: 'Agent', id: 'invoice-bot' } },
          { op: 'is', entity_type: pick(['Agent', 'Tool']) },
          { op: 'in', entity: { type: 'Agent', id: 'other-bot' } },
        ]),
    action: chance(60)
      ? { op: 'All' }
      : pick<PolicyJson['action']>([
          { op: '==', entity: action(pick(ACTION_CLASSES)) },
          { op: 'in', entity: action('change') },
          { op: 'in', entities: [action('read'), action(pick(ACTION_CLASSES))] },
        ]),
    resource: chance(60)
      ? { op: 'All' }
      : pick<PolicyJson['resource']>([
          { op: '==', entity: tool },
          { op: 'in', entity: system },
          { op: 'is', entity_type: 'Tool', in: { entity: system } },
          { op: 'is', entity_type: pick(['Tool', 'System']) },
        ]),
    conditions: Array.from({ length: next(3) }, () => ({
      kind: pick(['when', 'unless'] as const),
      body: expression(random, 'bool', 1 + next(3)),
    })),
  };
}

// ----------------------------------------------------------------------------------------- comparison

export type Comparison = { faults: string[]; requests: number; satisfied: number; failed: number };

/**
 * Asks Cedar and the compiled policies the same: sets of random policies, the first with `given` ones, each
 * with many random requests. A fault is whatever they answer differently.
 */
export function compareWithCedar(
  engine: Cedar,
  given: readonly PolicyJson[],
  { seed, sets, policies, requests }: { seed: number; sets: number; policies: number; requests: number },
): Comparison {
  const random = randomFrom(seed);
  const seen: Comparison = { faults: [], requests: 0, satisfied: 0, failed: 0 };
  for (let set = 0; set < sets; set += 1) {
    // Of permits beside forbids Cedar tells nothing: all are asked as forbids.
    const list = set === 0 ? given.map((one): PolicyJson => ({ ...one, effect: 'forbid' })) : [];
    while (list.length < policies) list.push(randomPolicy(random));
    compareSet(engine, list.filter(isCompiled), requests, random, seen);
  }
  return seen;
}

function compareSet(
  engine: Cedar,
  list: readonly PolicyJson[],
  requests: number,
  random: Random,
  seen: Comparison,
): void {
  const parsed = engine.preparsePolicySet('oracle', {
    staticPolicies: Object.fromEntries(list.map((policy, i) => [`p${i}`, policy])),
  });
  if (parsed.type === 'failure') throw new Error(JSON.stringify(parsed.errors));
  const compiled = list.map(compilePolicy);
  for (let i = 0; i < requests; i += 1) {
    const input = randomInput(random);
    const { satisfied, failed } = askCedar(engine, 'oracle', input);
    seen.requests += 1;
    seen.satisfied += satisfied.size;
    seen.failed += failed.size;
    for (const [p, applies] of compiled.entries()) {
      const id = `p${p}`;
      const theirs = failed.has(id) ? 'fails' : String(satisfied.has(id));
      const ours = answerOf(() => applies(input));
      if (ours !== theirs) seen.faults.push(`${ours}, but Cedar: ${theirs}: ${JSON.stringify(list[p])}`);
    }
  }
}

function answerOf(ask: () => boolean): string {
  try {
    return String(ask());
  } catch {
    return 'fails';
  }
}

function isCompiled(policy: PolicyJson): boolean {
  try {
    compilePolicy(policy);
    return true;
  } catch (error) {
    if (error instanceof UnsupportedError) return false;
    throw error;
  }
}
