import type { Verdict } from '@/lib/domain/decide';
import type { Labels } from '@/lib/domain/labels';
import type { AskedCall, Caller } from './call';
import type { CompiledTool } from './compile-facts';
import type { AgentEntry, TaskEntry } from './fact-store';

/** All that goes into one record. */
export type RecordInput = {
  id: string;
  at: string;
  caller: Caller;
  call: AskedCall;
  digest: string;
  agent: AgentEntry | null;
  /** The task, when it is one of this agent's. */
  task: TaskEntry | null;
  step: number | null;
  tool: CompiledTool | null;
  verdict: Verdict;
  configVersion: string;
  /** Written by the demo's seed, for a time that has passed. */
  isDemo?: boolean;
};

/** How deep arguments may be nested. */
export const MAX_DEPTH = 32;

const text = JSON.stringify;
const opt = (value: string | null): string => (value === null ? 'null' : JSON.stringify(value));
const instant = (value: Date | null): string => (value === null ? 'null' : `"${value.toISOString()}"`);

function reasonsText(reasons: Verdict['reasons']): string {
  if (reasons.length === 0) return '[]';
  return `[${reasons.map((one) => `{"code":"${one.code}","message":${text(one.message)},"outcome":"${one.outcome}"}`).join(',')}]`;
}

/** Who asked, and by what it was known: for a token, the workload identity that was shown for it. */
function callerText(caller: Caller): string {
  const who = `"kind":"${caller.kind}","name":${text(caller.name)}}`;
  if (caller.kind === 'api_key') return `{"id":${text(caller.id)},${who}`;
  const { apiKeyId, credentialId, id, identity } = caller;
  const shown =
    identity === null
      ? 'null'
      : `{"id":${text(identity.id)},"issuer":${opt(identity.issuer)},"kind":"${identity.kind}","subject":${text(identity.subject)}}`;
  return `{"api_key":${opt(apiKeyId)},"credential":${text(credentialId)},"id":${text(id)},"identity":${shown},${who}`;
}

/** Labels change seldom, and every decision repeats them. */
const labelTexts = new WeakMap<Labels, string>();
function labelsText(labels: Labels): string {
  const known = labelTexts.get(labels);
  if (known !== undefined) return known;
  const { agents, sensitivity, systems, untrusted } = labels;
  const made = `{"agents":${text(agents)},"sensitivity":"${sensitivity}","systems":${text(systems)},"untrusted":${untrusted}}`;
  labelTexts.set(labels, made);
  return made;
}

function originsText(origins: Verdict['chain']['origins']): string {
  if (origins.length === 0) return '[]';
  return `[${origins.map((one) => `{"origin":"${one.origin}","path":${text(one.path)},"text":${text(one.text)}}`).join(',')}]`;
}

/** By name, as the canonical form wants its members. Names are of letters, digits and underscores. */
const versionsText = (versions: Verdict['guardrails']): string =>
  `{${Object.keys(versions)
    .sort()
    .map((name) => `"${name}":${versions[name]}`)
    .join(',')}}`;

const shadowText = (shadow: Verdict['shadow']): string =>
  `[${shadow
    .map(
      (one) =>
        `{"code":"${one.code}","guardrail":"${one.guardrail}","message":${text(one.message)},"mode":"${one.mode}","outcome":"${one.outcome}","version":${one.version}}`,
    )
    .join(',')}]`;

/** The tasks above the decision's, with their agents, from the root; nothing for a root. */
function delegationText(task: TaskEntry | null): string {
  if (task === null || task.above === null) return '';
  const links = task.above.facts.map((one) => `{"agent":${text(one.agent.id)},"task":${text(one.task.id)}}`);
  return `"delegation":[${links.join(',')}],`;
}

/**
 * The canonical text (RFC 8785) of a decision. The members stand in the order that the form asks for, so
 * no sorting is needed on the live path; a test holds this against the canonicalizer.
 * INVARIANT (recorded-before-answered): it carries the inputs, their digest and the facts' versions.
 */
export function recordText(input: RecordInput): string {
  const { agent, call, caller, task, tool, verdict } = input;
  const { intent, need, end } = verdict.answers;
  const { labels, leaves, origins, drift } = verdict.chain;
  const guardrails =
    Object.keys(verdict.guardrails).length === 0 ? '' : `"guardrails":${versionsText(verdict.guardrails)},`;
  const shadow = verdict.shadow.length === 0 ? '' : `"shadow":${shadowText(verdict.shadow)},`;
  const executes =
    verdict.outcome === 'modify' ? `"executes":${canonicalText(verdict.arguments, MAX_DEPTH)},` : '';
  return (
    `{"action":${text(call.action)},"action_class":${opt(tool?.actionClass ?? null)},"agent":${text(call.agentId)},` +
    `"agent_owner":${opt(agent?.facts.owner.id ?? null)},` +
    `"answers":{"end":{"ends_at":${instant(end.endsAt)},"ends_with":${opt(end.endsWith)},"verdict":"${end.verdict}"},` +
    `"intent":{"purpose":${opt(intent.purpose)},"task":${opt(intent.task)},"verdict":"${intent.verdict}"},` +
    `"need":{"entitlement":${opt(need.entitlement)},"grant":${opt(need.grant)},"verdict":"${need.verdict}"}},` +
    `${verdict.uses === null ? '' : `"approval":${text(verdict.uses)},`}"arguments":${call.argumentsText},"at":"${input.at}","call_id":${opt(call.callId)},` +
    `"caller":${callerText(caller)},` +
    `"claimed_task":${opt(task === null ? call.taskId : null)},` +
    `${delegationText(task)}${input.isDemo === true ? '"demo":true,' : ''}"digest":"${input.digest}","drift":{"accumulated":${drift.accumulated},"own":${drift.own}},` +
    `${executes}${guardrails}"id":"${input.id}","labels":${task === null ? 'null' : labelsText(labels)},"leaves":${leaves},"lifted":${reasonsText(verdict.lifted)},` +
    `"on_behalf_of":${opt(task?.onBehalfOf ?? null)},"origins":${originsText(origins)},"outcome":"${verdict.outcome}","reads":${call.reads.length === 0 ? '[]' : text(call.reads)},"reason":"${verdict.reason}",` +
    `"reasons":${reasonsText(verdict.reasons)},"request_id":${opt(call.requestId || null)},"resource":${opt(call.resource)},` +
    `"sensitivity":${opt(tool?.sensitivity ?? null)},${shadow}"step":${input.step === null ? 'null' : input.step},` +
    `"system":${opt(tool?.systemId ?? null)},"task":${opt(task?.facts.id ?? null)},"tier":${opt(agent?.facts.tier ?? null)},` +
    `"tool":${text(call.toolId)},"tool_digest":${opt(tool?.digest ?? null)},"v":2,` +
    `"versions":{"agent":${agent === null ? 'null' : agent.version},"config":${input.configVersion},` +
    `"task":${task === null ? 'null' : task.version}},"zone":${opt(tool?.system.zone ?? null)}}`
  );
}

/**
 * Canonical text of parsed JSON. Throws on nesting deeper than `depth`, on lone surrogates, and on numbers
 * that no double holds: they were read as infinite, and would be recorded as null.
 */
export function canonicalText(value: unknown, depth: number): string {
  if (depth < 0) throw new RangeError('is nested too deeply');
  if (typeof value === 'string') return stringText(value);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError('has a number that cannot be recorded');
  }
  if (Array.isArray(value)) return `[${value.map((one) => canonicalText(one, depth - 1)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value);
  if (keys.length > 1) keys.sort();
  const object = value as Record<string, unknown>;
  return `{${keys.map((key) => `${stringText(key)}:${canonicalText(object[key], depth - 1)}`).join(',')}}`;
}

function stringText(value: string): string {
  // PostgreSQL keeps no NUL, and UTF-8 has no form for half a character.
  if (value.includes('\u0000') || !value.isWellFormed())
    throw new RangeError('has characters that cannot be recorded');
  return JSON.stringify(value);
}
