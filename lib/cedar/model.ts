import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { argumentAt, type Json } from '@/lib/domain/argument';
import type { GuardrailInput } from '@/lib/domain/guardrail';
import { type ArgumentOrigin, originInWords, vouches } from '@/lib/domain/provenance';
import { tierVerdict } from '@/lib/domain/risk-tier';
import { declaredClasses } from '@/lib/domain/task';

export type Entity = { readonly type: string; readonly id: string };
/** The values that guardrails see. A list is a set: order and repetition say nothing. */
export type CedarValue = string | number | boolean | Entity | readonly CedarValue[];

export type CedarType = 'String' | 'Long' | 'Bool' | 'Set<String>' | 'User' | 'System';
type Read = (input: GuardrailInput) => CedarValue | undefined;

/** One thing that can be asked, read when it is asked and not before. */
export type Attribute = { kind: 'value'; type: CedarType; isOptional: boolean; about: string; read: Read };
/** Arguments have names that no schema knows: they are tags, `getTag("filter.limit")`. */
export type Tags = {
  kind: 'tags';
  entity: string;
  type: CedarType;
  about: string;
  readTag: (input: GuardrailInput, path: string) => CedarValue | undefined;
};
export type Group = { kind: 'group'; members: Readonly<Record<string, Attribute | Tags | Group>> };

const value = (type: CedarType, about: string, read: Read): Attribute => ({
  kind: 'value',
  type,
  isOptional: false,
  about,
  read,
});
const optional = (type: CedarType, about: string, read: Read): Attribute => ({
  ...value(type, about, read),
  isOptional: true,
});
const group = (members: Group['members']): Group => ({ kind: 'group', members });

/**
 * All that a guardrail can look at, with its type, what it means, and how it is read: the one source of
 * the Cedar schema, of the compiled policies and of the page that explains them.
 */
export const PRINCIPAL = group({
  tier: value('String', 'the effective risk tier', ({ agent }) => agent.tier),
  autonomy: value('String', 'assisted, supervised or autonomous', ({ agent }) => agent.autonomy),
  environment: value('String', 'where the agent runs', ({ agent }) => agent.environment),
  owner: value('User', 'who answers for the agent', ({ agent }) => ({ type: 'User', id: agent.owner.id })),
});

export const RESOURCE = group({
  name: value('String', 'the tool’s name within its system', ({ tool }) => tool.name),
  system: value('System', 'the system that the tool belongs to', ({ tool }) => systemOf(tool.systemId)),
  actionClass: value('String', 'the tool’s action class', ({ tool }) => tool.actionClass),
  sensitivity: value(
    'String',
    'public, internal, confidential or restricted',
    ({ tool }) => tool.sensitivity,
  ),
  zone: value('String', 'internal, partner or external', ({ tool }) => tool.zone),
  environment: value('String', 'of the tool’s system', ({ tool }) => tool.environment),
  reversible: value('Bool', 'whether what it does can be undone', ({ tool }) => tool.reversible),
  returnsUntrusted: value('Bool', 'whether its output may be anybody’s', ({ tool }) => tool.returnsUntrusted),
});

export const CONTEXT = group({
  task: group({
    id: value('String', 'the task', ({ task }) => task.id),
    purpose: value('String', 'why the task was opened', ({ task }) => task.purpose),
    declared: value('Set<String>', 'the action classes it declared; only read when none', ({ task }) =>
      declaredClasses(task),
    ),
  }),
  labels: group({
    sensitivity: value(
      'String',
      'the highest that the task has touched',
      ({ chain }) => chain.labels.sensitivity,
    ),
    untrusted: value(
      'Bool',
      'whether it has taken in what anybody may have written',
      ({ chain }) => chain.labels.untrusted,
    ),
    systems: value(
      'Set<String>',
      'the systems that its data comes from',
      ({ chain }) => chain.labels.systems,
    ),
    agents: value('Set<String>', 'the agents that its data comes from', ({ chain }) => chain.labels.agents),
  }),
  leaves: value(
    'Bool',
    'whether it carries data to a zone further out than the data comes from',
    ({ chain }) => chain.leaves,
  ),
  provenance: group({
    namesDestination: value(
      'Bool',
      'whether the tool has arguments that say where something goes',
      ({ tool }) => tool.sensitiveArguments.length > 0,
    ),
    origins: value('Set<String>', 'where the values of these arguments stem from', originsIn),
    vouched: value(
      'Bool',
      'whether somebody vouches for each of them, as the tier demands',
      (input) => firstDoubtful(input) === undefined,
    ),
    doubtful: optional('String', 'the first that nobody vouches for, in words', (input) => {
      const one = firstDoubtful(input);
      return one === undefined ? undefined : originInWords(one);
    }),
  }),
  tierVerdict: value('String', 'allow, escalate or deny, by the tier matrix', ({ agent, tool }) =>
    tierVerdict(agent.rules, tool.actionClass, tool.sensitivity),
  ),
  chainDepth: value('Long', 'how many tasks delegated this one', ({ facts }) => facts.ancestors.length),
  resource: optional('String', 'the resource that the call names', ({ call }) => call.resource ?? undefined),
  hour: value('Long', 'of the day in UTC, 0 to 23', ({ now }) => now.getUTCHours()),
  weekday: value('Long', 'in UTC, 1 (Monday) to 7', ({ now }) => now.getUTCDay() || 7),
  arguments: {
    kind: 'tags',
    entity: 'Arguments',
    type: 'String',
    about: 'an argument as text; what is no text, as JSON',
    readTag: ({ call }, path) => textOf(argumentAt(call.arguments, path)),
  },
  numbers: {
    kind: 'tags',
    entity: 'Numbers',
    type: 'Long',
    about: 'an argument that is a number, rounded away from zero',
    readTag: ({ call }, path) => longOf(argumentAt(call.arguments, path)),
  },
  items: {
    kind: 'tags',
    entity: 'Items',
    type: 'Set<String>',
    about: 'the items of an argument as text; one that is no list is its own only item',
    readTag: ({ call }, path) => itemsOf(argumentAt(call.arguments, path)),
  },
});

/** What `principal`, `resource` and `context` stand for. */
export const ROOTS: Readonly<Record<string, Group>> = {
  principal: PRINCIPAL,
  resource: RESOURCE,
  context: CONTEXT,
};

/** Every class but reading: `action in Action::"change"`. */
export const CHANGE = 'change';
export const ACTIONS = ACTION_CLASSES;

function originsIn({ chain }: GuardrailInput): readonly string[] {
  return [...new Set(chain.origins.map(({ origin }) => origin))];
}
function firstDoubtful({ agent, chain }: GuardrailInput): ArgumentOrigin | undefined {
  return chain.origins.find(({ origin }) => !vouches(origin, agent.tier));
}
function systemOf(id: string): Entity {
  return { type: 'System', id };
}
export const principalOf = ({ agent }: GuardrailInput): Entity => ({ type: 'Agent', id: agent.id });
export const resourceOf = ({ tool }: GuardrailInput): Entity => ({ type: 'Tool', id: tool.id });
const ACTION_ENTITIES: Readonly<Record<string, Entity>> = Object.fromEntries(
  ACTIONS.map((id) => [id, { type: 'Action', id }]),
);
export const actionOf = ({ tool }: GuardrailInput): Entity => {
  const action = ACTION_ENTITIES[tool.actionClass];
  if (action === undefined) throw new Error(`there is no action class \`${tool.actionClass}\``);
  return action;
};

/** What an entity of this call belongs to; null for every other entity. */
export function parentOf(entity: Entity, { tool }: GuardrailInput): Entity | null {
  if (entity.type === 'Tool') return entity.id === tool.id ? systemOf(tool.systemId) : null;
  const isChange = entity.type === 'Action' && entity.id !== 'read' && entity.id in ACTION_ENTITIES;
  return isChange ? { type: 'Action', id: CHANGE } : null;
}

function textOf(json: Json | undefined): string | undefined {
  if (json === undefined || typeof json === 'string') return json;
  return JSON.stringify(json);
}

/** Rounded away from zero, so that no limit is slipped under by a fraction; huge ones stay huge. */
function longOf(json: Json | undefined): number | undefined {
  if (typeof json !== 'number') return undefined;
  const whole = json < 0 ? Math.floor(json) : Math.ceil(json);
  return Math.min(Math.max(whole, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER) + 0;
}

function itemsOf(json: Json | undefined): readonly string[] | undefined {
  if (json === undefined) return undefined;
  const items = Array.isArray(json) ? (json as readonly Json[]) : [json];
  return items.map((item) => textOf(item) ?? 'null');
}
