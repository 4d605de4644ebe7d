import type { Expr, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { GuardrailInput } from '@/lib/domain/guardrail';
import {
  type Attribute,
  actionOf,
  type CedarValue,
  type Entity,
  type Group,
  principalOf,
  ROOTS,
  resourceOf,
  type Tags,
} from './model';
import {
  asBool,
  asEntity,
  asLong,
  asSet,
  asText,
  compilePattern,
  EvaluationError,
  has,
  hasAll,
  hasAny,
  isEqual,
  isIn,
} from './value';

/** A construct that is Cedar and that we do not compile. It is refused, never guessed. */
export class UnsupportedError extends Error {
  constructor(what: string) {
    super(`${what} cannot be used in a guardrail`);
  }
}

export type Evaluate = (input: GuardrailInput) => CedarValue;
type Test = (input: GuardrailInput) => boolean;
type Member = Attribute | Tags | Group;
type Place = Member | 'missing';

const unsupported = (what: string): never => {
  throw new UnsupportedError(what);
};

/**
 * A policy as a function: whether it applies to a call. It throws where Cedar reports an error. Exactly
 * Cedar's semantics for what it knows; throws `UnsupportedError` now for what it does not.
 */
export function compilePolicy(policy: PolicyJson): Test {
  const tests = [...compileScope(policy), ...policy.conditions.map(compileCondition)];
  if (tests.length === 0) return () => true;
  if (tests.length === 1) return tests[0] as Test;
  return (input) => {
    for (const test of tests) if (!test(input)) return false;
    return true;
  };
}

/** The head alone: which calls a policy is about, whatever its conditions say. It never throws for a call. */
export function compileScope(policy: PolicyJson): Test[] {
  return [
    constraint(policy.principal, principalOf),
    constraint(policy.action, actionOf),
    constraint(policy.resource, resourceOf),
  ].filter((test) => test !== null);
}

function compileCondition({ kind, body }: PolicyJson['conditions'][number]): Test {
  const evaluate = compileExpression(body);
  return kind === 'when' ? (input) => asBool(evaluate(input)) : (input) => !asBool(evaluate(input));
}

type Constraint = PolicyJson['principal'] | PolicyJson['action'] | PolicyJson['resource'];

function constraint(scope: Constraint, subject: (input: GuardrailInput) => Entity): Test | null {
  switch (scope.op) {
    case 'All':
      return null;
    case '==': {
      const entity = entityOf(scope);
      return (input) => isEqual(subject(input), entity);
    }
    case 'in': {
      const among = 'entities' in scope ? scope.entities.map(toEntity) : entityOf(scope);
      return (input) => isIn(subject(input), among, input);
    }
    case 'is': {
      const type = scope.entity_type;
      const within = scope.in === undefined ? null : entityOf(scope.in);
      return (input) => {
        const entity = subject(input);
        return entity.type === type && (within === null || isIn(entity, within, input));
      };
    }
  }
}

type EntityJson = { type: string; id: string } | { __entity: { type: string; id: string } };
const toEntity = (json: EntityJson): Entity => {
  const { type, id } = '__entity' in json ? json.__entity : json;
  return { type, id };
};
const entityOf = (scope: object): Entity =>
  'entity' in scope ? toEntity(scope.entity as EntityJson) : unsupported('a template’s slot');

// --------------------------------------------------------------------------------------- expressions

type Args = { left: Expr; right: Expr };

/** The binary operators: what they ask of both sides, once these are known. */
const BINARY: Readonly<Record<string, (a: CedarValue, b: CedarValue, input: GuardrailInput) => boolean>> = {
  '==': (a, b) => isEqual(a, b),
  '!=': (a, b) => !isEqual(a, b),
  '<': (a, b) => asLong(a) < asLong(b),
  '<=': (a, b) => asLong(a) <= asLong(b),
  '>': (a, b) => asLong(a) > asLong(b),
  '>=': (a, b) => asLong(a) >= asLong(b),
  in: (a, b, input) => isIn(asEntity(a), b, input),
  contains: (a, b) => has(asSet(a), b),
  containsAll: (a, b) => hasAll(asSet(a), asSet(b)),
  containsAny: (a, b) => hasAny(asSet(a), asSet(b)),
};

/** An expression as a function. Nothing is looked up by name when it runs. */
export function compileExpression(expr: Expr): Evaluate {
  const [operator, operand] = soleMember(expr);
  const binary = Object.hasOwn(BINARY, operator) ? BINARY[operator] : undefined;
  if (binary !== undefined) {
    const left = compileExpression((operand as Args).left);
    const right = compileExpression((operand as Args).right);
    return (input) => binary(left(input), right(input), input);
  }
  const compile = Object.hasOwn(OTHER, operator) ? OTHER[operator] : undefined;
  return compile === undefined ? unsupported(`\`${operator}\``) : compile(operand, expr);
}

// biome-ignore lint/suspicious/noExplicitAny: each operator has an operand of its own shape, which Cedar made.
const OTHER: Readonly<Record<string, (operand: any, expr: Expr) => Evaluate>> = {
  Value: (json) => {
    const value = literal(json);
    return () => value;
  },
  Var: (name: string) => variable(name),
  Set: (items: Expr[]) => {
    const evaluates = items.map(compileExpression);
    return (input) => evaluates.map((evaluate) => evaluate(input));
  },
  '!': ({ arg }) => {
    const evaluate = compileExpression(arg);
    return (input) => !asBool(evaluate(input));
  },
  neg: ({ arg }) => {
    const evaluate = compileExpression(arg);
    return (input) => 0 - asLong(evaluate(input));
  },
  isEmpty: ({ arg }) => {
    const evaluate = compileExpression(arg);
    return (input) => asSet(evaluate(input)).length === 0;
  },
  '&&': ({ left, right }) => {
    const [a, b] = [compileExpression(left), compileExpression(right)];
    return (input) => asBool(a(input)) && asBool(b(input));
  },
  '||': ({ left, right }) => {
    const [a, b] = [compileExpression(left), compileExpression(right)];
    return (input) => asBool(a(input)) || asBool(b(input));
  },
  'if-then-else': (branches) => {
    const test = compileExpression(branches.if);
    const [yes, no] = [compileExpression(branches.then), compileExpression(branches.else)];
    return (input) => (asBool(test(input)) ? yes(input) : no(input));
  },
  like: ({ left, pattern }) => {
    const evaluate = compileExpression(left);
    const matches = compilePattern(pattern);
    return (input) => matches(asText(evaluate(input)));
  },
  is: ({ left, entity_type: type, in: within }) => {
    const evaluate = compileExpression(left);
    const among = within === undefined ? null : compileExpression(within);
    return (input) => {
      const entity = asEntity(evaluate(input));
      return entity.type === type && (among === null || isIn(entity, among(input), input));
    };
  },
  '.': (_, expr) => readPlace(placeOf(expr)),
  has: ({ left, attr }) => compileHas(left, Array.isArray(attr) ? attr : [attr]),
  hasTag: ({ left, right }) => {
    const [{ readTag }, path] = [tagsOf(left), compileExpression(right)];
    return (input) => readTag(input, asText(path(input))) !== undefined;
  },
  getTag: ({ left, right }) => {
    const [{ readTag }, path] = [tagsOf(left), compileExpression(right)];
    return (input) => {
      const tag = asText(path(input));
      return readTag(input, tag) ?? missing(`tag \`${tag}\``);
    };
  },
};

/** The operator of an expression with its operand: Cedar's JSON is an object of one member. */
function soleMember(expr: Expr): [string, unknown] {
  const [member, ...more] = Object.entries(expr);
  return member === undefined || more.length > 0 ? unsupported('an expression of another version') : member;
}

function literal(json: unknown): CedarValue {
  if (typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json === 'number' && Number.isSafeInteger(json)) return json;
  if (typeof json === 'object' && json !== null && '__entity' in json) return toEntity(json as EntityJson);
  return unsupported('a number beyond 9007199254740991, or a literal of another kind,');
}

function variable(name: string): Evaluate {
  if (name === 'principal') return principalOf;
  if (name === 'action') return actionOf;
  if (name === 'resource') return resourceOf;
  return unsupported('the whole `context`, of which only single attributes can be asked,');
}

// --------------------------------------------------------------------------------------- attributes

const missing = (what: string): never => {
  throw new EvaluationError(`${what} is not there`);
};

/**
 * The member of the model that an expression names, followed when the policy is compiled; null for any
 * other expression.
 */
function placeOf(expr: Expr): Place | null {
  const [operator, operand] = soleMember(expr);
  if (operator === 'Var') return ROOTS[operand as string] ?? null;
  if (operator !== '.') return null;
  const { left, attr } = operand as { left: Expr; attr: string };
  const outer = placeOf(left);
  if (outer === null || outer === 'missing') return outer;
  return memberOf(outer, attr) ?? 'missing';
}

function memberOf(place: Member, name: string): Member | undefined {
  if (place.kind !== 'group') return undefined;
  return Object.hasOwn(place.members, name) ? place.members[name] : undefined;
}

export function readPlace(place: Place | null): Evaluate {
  if (place === null)
    return unsupported('an attribute of anything but `principal`, `resource` and `context`');
  if (place === 'missing') return () => missing('an attribute');
  if (place.kind !== 'value')
    return unsupported('a whole record, of which only single attributes can be asked,');
  const { read, isOptional } = place;
  return isOptional ? (input) => read(input) ?? missing('an optional attribute') : (read as Evaluate);
}

const HAS_ON_OTHERS = '`has` on anything but `principal`, `resource`, `context` and its records';

/** `left has a.b`: each attribute of the path is there. */
function compileHas(left: Expr, path: readonly string[]): Evaluate {
  const start = placeOf(left);
  if (start === null || start === 'missing') return unsupported(HAS_ON_OTHERS);
  let place: Member = start;
  for (const name of path) {
    if (place.kind !== 'group') return unsupported(HAS_ON_OTHERS);
    const member = memberOf(place, name);
    if (member === undefined) return () => false;
    place = member;
  }
  if (place.kind !== 'value' || !place.isOptional) return () => true;
  const { read } = place;
  return (input) => read(input) !== undefined;
}

function tagsOf(expr: Expr): Tags {
  const place = placeOf(expr);
  if (place === null || place === 'missing' || place.kind !== 'tags') {
    return unsupported('`getTag` and `hasTag` on anything but `context.arguments`, `.numbers` and `.items`');
  }
  return place;
}
