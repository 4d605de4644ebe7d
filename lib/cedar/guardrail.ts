import type { DetailedError, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { GUARDRAIL_OUTCOMES, type GuardrailOutcome, type GuardrailRule } from '@/lib/domain/guardrail';
import { compilePolicy, compileScope, UnsupportedError } from './compile';
import { type Cedar, cedar } from './engine';
import { compileMessage } from './message';
import { type Position, positionAt } from './position';
import { SCHEMA_TEXT } from './schema';

/** What is wrong with a text, and where. A warning does not keep it from being enforced. */
export type Problem = Position & { end: Position; message: string; severity: 'error' | 'warning' };

export type Named = { name: string; version: number };
export type Checked = { problems: readonly Problem[]; formatted: string | null };

export const MAX_TEXT = 20_000;
const MAX_NESTING = 50;
const MAX_WEIGHT = 120;
const WORD_WEIGHT = 2;
const MAX_POLICIES = 50;

/**
 * Holds a text against Cedar, our schema, and what guardrails may say. Never rejects for the text’s sake:
 * what is wrong is told with its place.
 */
export async function checkText(name: string, text: string): Promise<Checked> {
  const tooMuch = sizeProblem(text);
  if (tooMuch !== null) return { problems: [tooMuch], formatted: null };
  const engine = await cedar();
  const parsed = engine.checkParsePolicySet({ staticPolicies: text });
  if (parsed.type === 'failure')
    return { problems: unique(parsed.errors.map((one) => toProblem(text, one))), formatted: null };
  const problems = [...validationProblems(engine, text), ...ownProblems(engine, name, text)];
  const formatted = engine.formatPolicies({ policyText: text, lineWidth: 100, indentWidth: 2 });
  return {
    problems: unique(problems),
    formatted: formatted.type === 'success' ? formatted.formatted_policy : null,
  };
}

export const hasErrors = ({ problems }: Checked): boolean =>
  problems.some(({ severity }) => severity === 'error');

/**
 * The rules of a stored version. Never rejects: INVARIANT (deny-by-default) what cannot be compiled is a
 * rule that fails for every call that it governs, as far as its head can be read, and for all calls where
 * it cannot. Which ones that happened to is told in `broken`.
 */
export async function compileGuardrail(
  of: Named,
  text: string,
): Promise<{ rules: GuardrailRule[]; broken: string | null }> {
  try {
    const tooMuch = sizeProblem(text);
    if (tooMuch !== null) throw new Error(tooMuch.message);
    const policies = policiesOf(await cedar(), text);
    if (policies.length === 0) throw new UnsupportedError('a text without a policy');
    const broken: string[] = [];
    const rules = policies.map((policy) => {
      try {
        return toRule(of, policy);
      } catch (error) {
        broken.push(wordsFor(error));
        return failingRule(of, policy, wordsFor(error));
      }
    });
    return { rules, broken: broken[0] ?? null };
  } catch (error) {
    return { rules: [failingRule(of, null, wordsFor(error))], broken: wordsFor(error) };
  }
}

const wordsFor = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function failingRule({ name, version }: Named, policy: PolicyJson | null, why: string): GuardrailRule {
  const scope = scopeOrAll(policy);
  return {
    guardrail: name,
    version,
    effect: policy?.effect ?? 'forbid',
    outcome: 'deny',
    applies: (input) => {
      if (!scope.every((test) => test(input))) return false;
      throw new Error(why);
    },
    message: () => why,
  };
}

function scopeOrAll(policy: PolicyJson | null): ReturnType<typeof compileScope> {
  try {
    return policy === null ? [] : compileScope(policy);
  } catch {
    return [];
  }
}

/** INVARIANT (deny-by-default): a forbid that does not say its outcome denies. */
function toRule({ name, version }: Named, policy: PolicyJson): GuardrailRule {
  const { id, outcome, reason, needs, ...others } = policy.annotations ?? {};
  const [other] = Object.keys(others);
  if (other !== undefined) throw new UnsupportedError(`the annotation \`@${other}\``);
  if (id !== undefined && id !== name) throw new Error(`\`@id\` must be the guardrail’s name, ${name}`);
  if (policy.effect === 'permit' && (outcome ?? reason ?? needs) !== undefined) {
    throw new Error('a permit answers nothing: only a forbid has an outcome, a reason or needs');
  }
  const answer = (outcome ?? 'deny') as GuardrailOutcome;
  if (!GUARDRAIL_OUTCOMES.includes(answer)) {
    throw new Error(`\`@outcome\` must be ${GUARDRAIL_OUTCOMES.join(', ')}, not ${outcome}`);
  }
  if ((answer === 'defer') !== (needs !== undefined)) {
    throw new Error('`@needs` says what a call waits for: `@outcome("defer")` has it, no other outcome has');
  }
  const sentence = reason ?? `guardrail ${name} ${VERBS[answer]} this`;
  return {
    guardrail: name,
    version,
    effect: policy.effect,
    outcome: answer,
    applies: compilePolicy(policy),
    message: compileMessage(needs === undefined ? sentence : `${sentence}; it needs ${needs}`),
  };
}
const VERBS = { deny: 'forbids', escalate: 'asks a person about', defer: 'defers' } as const;

// --------------------------------------------------------------------------------------- problems

/**
 * Cedar's parser goes down into what is nested or strung together, and one that has run out of its stack
 * cannot be used again: what comes near is refused before it is asked. Words and comments weigh nothing.
 */
function sizeProblem(text: string): Problem | null {
  if (text.length > MAX_TEXT) return problemAt(text, 0, `is longer than ${MAX_TEXT} characters`);
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*/g, (words) => ' '.repeat(words.length));
  let depth = 0;
  let weight = 0;
  for (const { 0: token, index } of bare.matchAll(/[([{]|[)\]}]|\b(?:if|then|else)\b|&&|\|\||[^\s\w,:@]/g)) {
    if ('([{'.includes(token)) depth += 1;
    else if (')]}'.includes(token)) depth -= 1;
    else if (token === ';') weight = 0;
    else weight += /^\w/.test(token) ? WORD_WEIGHT : 1;
    if (depth > MAX_NESTING) return problemAt(text, index, `is nested more than ${MAX_NESTING} deep`);
    if (weight > MAX_WEIGHT) return problemAt(text, index, 'is too much for one policy: part it in several');
  }
  return null;
}

function problemAt(text: string, index: number, message: string): Problem {
  const here = positionAt(text, Buffer.byteLength(text.slice(0, index)));
  return { ...here, end: here, message, severity: 'error' };
}

/** The policies in their order, each as Cedar reads it. Throws what is wrong with the first that is not. */
function policiesOf(engine: Cedar, text: string): PolicyJson[] {
  const parts = engine.policySetTextToParts(text);
  if (parts.type === 'failure') throw new Error(parts.errors[0]?.message ?? 'the text is no policy');
  if (parts.policy_templates.length > 0) throw new UnsupportedError('a template');
  return parts.policies.map((policy) => toJson(engine, policy));
}

function toJson(engine: Cedar, policy: string): PolicyJson {
  const answer = engine.policyToJson(policy);
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message ?? 'the policy cannot be read');
  return answer.json;
}

function validationProblems(engine: Cedar, text: string): Problem[] {
  const answer = engine.validate({ schema: SCHEMA_TEXT, policies: { staticPolicies: text } });
  if (answer.type === 'failure') return answer.errors.map((one) => toProblem(text, one));
  return [
    ...answer.validationErrors.map(({ error }) => toProblem(text, error)),
    ...answer.validationWarnings.map(({ error }) => toProblem(text, error, 'warning')),
  ];
}

/** What Cedar would take and we do not, told at the beginning of its policy. */
function ownProblems(engine: Cedar, name: string, text: string): Problem[] {
  const parts = engine.policySetTextToParts(text);
  if (parts.type === 'failure') return [];
  const problems: Problem[] = [];
  const add = (index: number, message: string) => problems.push(problemAt(text, index, message));
  if (parts.policy_templates.length > 0) add(0, 'a template cannot be used in a guardrail');
  else if (parts.policies.length === 0) add(0, 'holds no policy');
  if (parts.policies.length > MAX_POLICIES) add(0, `holds more than ${MAX_POLICIES} policies`);
  let from = 0;
  for (const policy of parts.policies) {
    const found = text.indexOf(policy, from);
    if (found !== -1) from = found;
    const start = from;
    if (found !== -1) from += policy.length;
    try {
      toRule({ name, version: 0 }, toJson(engine, policy));
    } catch (error) {
      add(start, wordsFor(error));
    }
  }
  return problems;
}

/** Cedar tells a validation error once for each action: what differs in nothing else is told once. */
function toProblem(text: string, error: DetailedError, severity: Problem['severity'] = 'error'): Problem {
  const [label] = error.sourceLocations ?? [];
  const sentence = error.message
    .replace(/^for policy `[^`]*`, /, '')
    .replace(/^failed to parse policies from string: /, '')
    .replace(/ for Action::"[^"]*"/, '');
  const help = error.help?.replace(/^for policy `[^`]*`, /, '');
  return {
    ...positionAt(text, label?.start ?? 0),
    end: positionAt(text, label?.end ?? 0),
    message: help === undefined ? sentence : `${sentence} (${help})`,
    severity,
  };
}

function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Map(
    problems.map((one) => [`${one.line}:${one.column} ${one.severity} ${one.message}`, one]),
  );
  return [...seen.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}
