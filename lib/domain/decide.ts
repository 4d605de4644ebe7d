import type { JsonObject } from './argument';
import { type Chain, chainOf, NO_CHAIN } from './chain';
import { deferralRefusal } from './deferral';
import { ancestorLack, asDelegated, authorityLack, type Basis, isWholeChain } from './delegation';
import { DRIFT_LIMITS } from './drift';
import type {
  AgentFacts,
  AncestorFacts,
  EntitlementFacts,
  Facts,
  TaskFacts,
  ToolCall,
  ToolFacts,
} from './facts';
import { askGuardrails, type GuardrailVerdict, NOT_ASKED, type ShadowReason } from './guardrail';
import {
  approvedMatches,
  basisOf,
  coveringEntitlements,
  type Match,
  matchGrants,
  NO_MATCH,
  scopesOf,
} from './match-grants';
import type { Outcome } from './outcome';
import { authorityOf, isWithinAuthority, ownershipOf } from './ownership';
import {
  type AnswerVerdict,
  because,
  NOTHING,
  type Question,
  questionOf,
  type Reason,
  strongest,
} from './reason';
import { requestRefusal } from './request';
import { tierVerdict } from './risk-tier';
import type { ScopedCall } from './scope';
import { isOpenTo } from './shared-context';
import { isStopped } from './stop';
import { taskStateAt } from './task';

export type Answers = {
  intent: { verdict: AnswerVerdict; task: string | null; purpose: string | null };
  need: { verdict: AnswerVerdict; grant: string | null; entitlement: string | null };
  end: { verdict: AnswerVerdict; endsAt: Date | null; endsWith: 'task' | 'grant' | null };
};

/** The answer to one call, with all that led to it. */
export type Verdict = {
  outcome: Outcome;
  /** The reason that decided: the first of the strongest. */
  reason: string;
  /** Every reason that applied, in the order of the rules. */
  reasons: readonly Reason[];
  /** Reasons that an approval lifted. */
  lifted: readonly Reason[];
  /** The versions of the guardrails that had something to say. */
  guardrails: Readonly<Record<string, number>>;
  /** What guardrails would have said that do not answer: those in shadow, or all of an observed agent. */
  shadow: readonly ShadowReason[];
  answers: Answers;
  /** What must be executed: the call's own arguments, or the changed ones when the outcome is `modify`. */
  arguments: JsonObject;
  /** The grant whose use this spends; null when nothing is spent. */
  spends: string | null;
  /** The approval that this uses up; null when none. */
  uses: string | null;
  /** The labels that were seen, and what was computed with them. */
  chain: Chain;
  /** From when on the same facts would answer otherwise; null when this verdict allows nothing. */
  until: Date | null;
};

/** What the rules look at: the call, the facts, the moment, and what follows from them at once. */
type Case = {
  call: ToolCall;
  facts: Facts;
  now: Date;
  scoped: ScopedCall | null;
  covering: readonly EntitlementFacts[];
  match: Match;
  chain: Chain;
  delegators: readonly Delegator[];
};

/** A task further up the chain, with that by which it could do the call itself; null when it could not. */
type Delegator = { ancestor: AncestorFacts; basis: Basis | null };

type Rule = (input: Case) => readonly Reason[];

// ------------------------------------------------------------------------------------------ the rules

const agentIsKnown: Rule = ({ facts, call }) =>
  facts.agent === null ? because('agent_unknown', 'deny', `there is no agent \`${call.agentId}\``) : NOTHING;

const agentIsActive: Rule = ({ facts: { agent } }) =>
  agent !== null && agent.state !== 'active'
    ? because('agent_not_active', 'deny', `the agent is ${agent.state}`)
    : NOTHING;

const agentIsOwned: Rule = ({ facts: { agent } }) =>
  agent !== null && !agent.owner.isEnabled && agent.backupOwner?.isEnabled !== true
    ? because('agent_unowned', 'deny', 'neither the owner nor the backup owner is enabled')
    : NOTHING;

/** INVARIANT (accepted-ownership): until somebody has accepted to answer for it, an agent does less. */
const ownerHasAccepted: Rule = ({ facts: { agent, tool } }) => {
  if (agent === null || isWithinAuthority(authorityOf(agent, agent.rules), tool?.actionClass ?? null)) {
    return NOTHING;
  }
  // Of an agent without anybody the rule above has said all there is.
  if (ownershipOf(agent) === 'unowned') return NOTHING;
  const left = authorityOf(agent, agent.rules) === 'reads_only' ? 'only read' : 'do nothing';
  return because(
    'owner_not_accepted',
    'deny',
    `nobody has accepted yet to answer for the agent: a ${agent.tier} agent may ${left} until then`,
  );
};

const isNotStopped: Rule = ({ facts, call }) => {
  const targets = {
    agentId: call.agentId,
    ownerId: facts.agent?.owner.id ?? null,
    tier: facts.agent?.tier ?? null,
    toolId: call.toolId,
    systemId: facts.tool?.systemId ?? null,
  };
  const stop = facts.stops.find((one) => isStopped(one, targets));
  if (stop === undefined) return NOTHING;
  const target = stop.targetId === null ? 'everything' : `${stop.kind} ${stop.targetId}`;
  return because('stopped', 'deny', `${target} is stopped`);
};

const taskIsKnown: Rule = ({ facts, call }) => {
  if (call.taskId === null) return because('task_required', 'deny', 'the call names no task');
  if (facts.task === null || facts.task.agentId !== call.agentId) {
    return because('task_unknown', 'deny', `\`${call.taskId}\` is no task of this agent`);
  }
  return NOTHING;
};

/** INVARIANT (expiry-by-evaluation): the deadline is compared here, whatever the row's state says. */
const taskIsRunning: Rule = ({ facts: { task }, now }) => {
  if (task === null) return NOTHING;
  const state = taskStateAt(task, now);
  return state === 'running' ? NOTHING : because('task_not_running', 'deny', `the task is ${state}`);
};

const toolIsKnown: Rule = ({ facts, call }) =>
  facts.tool === null
    ? because('tool_unknown', 'deny', `\`${call.toolId}\` is not in the inventory`)
    : NOTHING;

const toolIsNotBlocked: Rule = ({ facts: { tool } }) =>
  tool?.state === 'blocked' ? because('tool_blocked', 'deny', 'the tool is blocked') : NOTHING;

const toolIsReviewed: Rule = ({ facts: { tool } }) => {
  if (tool === null || tool.state === 'blocked') return NOTHING;
  if (tool.reviewedDigest !== null && tool.reviewedDigest !== tool.digest) {
    return because('tool_changed', 'defer', 'the tool’s definition is not the one that was reviewed');
  }
  return tool.state === 'reviewed'
    ? NOTHING
    : because('tool_unreviewed', 'defer', 'nobody has reviewed the tool');
};

const argumentsFit: Rule = ({ facts: { tool }, call }) => {
  const wrong = tool?.argumentsRefusal(call.arguments) ?? null;
  return wrong === null ? NOTHING : because('arguments_invalid', 'deny', wrong);
};

const isEntitled: Rule = ({ facts, scoped, covering }) =>
  facts.agent !== null && scoped !== null && covering.length === 0
    ? because('outside_entitlement', 'deny', 'no entitlement of this agent covers the call')
    : NOTHING;

const isGranted: Rule = ({ facts, scoped, covering, match }) =>
  facts.task !== null && scoped !== null && covering.length > 0 ? match.findings : NOTHING;

/** INVARIANT (attenuation): what an ancestor could not do now, a child task cannot either. */
const isWithinDelegators: Rule = ({ facts, delegators, scoped, now }) => {
  const { task, agent, tool, ancestors, stops } = facts;
  if (task === null) return NOTHING;
  if (!isWholeChain(task, ancestors)) {
    return because('exceeds_delegator', 'deny', 'the chain of tasks above it is not whole');
  }
  const depth = ancestors.length;
  if (agent !== null && depth > agent.rules.maxDelegationDepth) {
    return because(
      'exceeds_delegator',
      'deny',
      `a ${agent.tier} agent may not stand ${depth} deep in a chain`,
    );
  }
  for (const { ancestor, basis } of delegators) {
    const lack =
      ancestorLack(ancestor, { stops, depth, now }) ??
      authorityLack(ancestor, tool?.actionClass ?? null) ??
      (scoped !== null && basis === null ? 'could not do it' : null);
    if (lack !== null) {
      const { id, agentId } = ancestor.task;
      return because('exceeds_delegator', 'deny', `task ${id} of ${agentId}, which delegated this, ${lack}`);
    }
  }
  return NOTHING;
};

/** INVARIANT (attenuation): a person is asked where an ancestor's tier would ask one. */
const suitsDelegatorTiers: Rule = ({ facts: { tool }, delegators }) => {
  if (tool === null) return NOTHING;
  const what = `${tool.actionClass} of ${tool.sensitivity} data`;
  for (const { ancestor } of delegators) {
    const { tier, rules } = ancestor.agent;
    const verdict = tierVerdict(rules, tool.actionClass, tool.sensitivity);
    const who = `${ancestor.task.agentId}, which delegated this, is ${tier} and`;
    if (verdict === 'deny') return because('exceeds_delegator', 'deny', `${who} may not ${what}`);
    if (verdict === 'escalate') {
      return because('tier_requires_approval', 'escalate', `${who} needs a person for ${what}`);
    }
  }
  return NOTHING;
};

const isSlowEnough: Rule = ({ facts: { agent, calls } }) => {
  if (agent === null) return NOTHING;
  const { callsPerMinutePerTask: perTask, callsPerMinutePerAgent: perAgent } = agent.rules;
  if (calls.taskMinute >= perTask) {
    return because('velocity_exceeded', 'deny', `the task has used its ${perTask} calls of this minute`);
  }
  if (calls.agentMinute >= perAgent) {
    return because('velocity_exceeded', 'deny', `the agent has used its ${perAgent} calls of this minute`);
  }
  return NOTHING;
};

/** A context that is not open to the agent is none to it. Its labels join the task all the same: see `chainOf`. */
const contextsAreKnown: Rule = ({ call, facts: { contexts } }) => {
  const known = contexts.filter(({ openTo }) => isOpenTo(openTo, call.agentId));
  const missing = call.reads.find((id) => known.every((context) => context.id !== id));
  return missing === undefined
    ? NOTHING
    : because('context_unknown', 'deny', `there is no context \`${missing}\``);
};

const staysOnCourse: Rule = ({ facts: { agent, tool }, chain: { drift } }) => {
  if (agent === null || tool === null || drift.own === 0) return NOTHING;
  const limits = DRIFT_LIMITS[agent.tier];
  const escalates = (what: string) => because('intent_drift', 'escalate', what);
  if (drift.own >= limits.own) {
    return escalates(
      `nothing in the purpose asks for this ${tool.actionClass}: its drift is ${drift.own} of 100, the limit ${limits.own}`,
    );
  }
  if (drift.accumulated < limits.accumulated) return NOTHING;
  return escalates(
    `the task has drifted by ${drift.accumulated} in all its calls, the limit is ${limits.accumulated}`,
  );
};

/** In the order in which reasons are told: who and intent, then need and end. It never changes the outcome. */
const INTENT_RULES: readonly Rule[] = [
  agentIsKnown,
  agentIsActive,
  agentIsOwned,
  ownerHasAccepted,
  isNotStopped,
  taskIsKnown,
  taskIsRunning,
  toolIsKnown,
  toolIsNotBlocked,
  toolIsReviewed,
  argumentsFit,
  contextsAreKnown,
];
/** Told after what the guardrails say of the intent. */
const CHAIN_RULES: readonly Rule[] = [staysOnCourse];
const NEED_RULES: readonly Rule[] = [
  isEntitled,
  isGranted,
  isWithinDelegators,
  isSlowEnough,
  suitsDelegatorTiers,
];

// ------------------------------------------------------------------------------------------ the verdict

/** Runs one rule. INVARIANT (deny-by-default): a rule that fails to say forbids. */
function apply(rule: Rule, input: Case): readonly Reason[] {
  try {
    return rule(input);
  } catch (error) {
    return because(
      'rule_error',
      'deny',
      `a rule failed: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  }
}

function applyAll(rules: readonly Rule[], input: Case): readonly Reason[] {
  let all = NOTHING;
  for (const rule of rules) {
    const found = apply(rule, input);
    if (found.length > 0) all = all.length === 0 ? found : [...all, ...found];
  }
  return all;
}

/** What the guardrails say. Of a call without agent, task or tool the hard rules have said all there is. */
function guarded({ call, facts, now, chain }: Case): GuardrailVerdict {
  const { task, tool } = facts;
  if (facts.agent === null || task === null || tool === null) return NOT_ASKED;
  const agent = asDelegated(facts.agent, facts.ancestors);
  return askGuardrails(
    { call, agent, task, tool, facts, chain, now },
    facts.guardrails,
    isObserved(agent, now),
  );
}

const isObserved = ({ observedUntil }: AgentFacts, now: Date): boolean =>
  observedUntil !== null && now < observedUntil;

function verdictOf(question: Question, reasons: readonly Reason[], isAnswered: boolean): AnswerVerdict {
  const own = reasons.filter((reason) => questionOf(reason.code) === question);
  const outcome = strongest(own);
  if (outcome === 'deny') return 'no';
  if (outcome === 'escalate' || outcome === 'defer') return 'unclear';
  return isAnswered ? 'clear' : 'unclear';
}

/** INVARIANT (three-answers): every verdict carries them, also the one that fails early. */
function answersOf(task: TaskFacts | null, match: Match, reasons: readonly Reason[]): Answers {
  const { grant } = match;
  const endsAt = grant?.endsAt ?? task?.endsAt ?? null;
  const endsBeforeTask = grant !== null && task !== null && grant.endsAt < task.endsAt;
  return {
    intent: {
      verdict: verdictOf('intent', reasons, task !== null),
      task: task?.id ?? null,
      purpose: task?.purpose ?? null,
    },
    need: {
      verdict: verdictOf('need', reasons, grant !== null),
      grant: grant?.id ?? null,
      entitlement: grant?.entitlementId ?? null,
    },
    end: {
      verdict: verdictOf('end', reasons, task !== null),
      endsAt,
      endsWith: endsAt === null ? null : endsBeforeTask ? 'grant' : 'task',
    },
  };
}

/** A case with all that speaks against the call, and what of it an approval has answered. */
type Heard = { input: Case; left: readonly Reason[]; lifted: readonly Reason[] };

/**
 * What is left to say when an approval of the task is used; null when none lets the call through. An approval
 * lifts the questions that it was given for. It lifts no deny, and is not touched where it does not suffice.
 */
function withApproval(input: Case, said: GuardrailVerdict): Heard | null {
  const { call, facts, scoped, covering, now } = input;
  if (facts.task === null || scoped === null) return null;
  for (const match of approvedMatches(facts.task, covering, call, scoped, now)) {
    const withIt = {
      ...input,
      match,
      delegators: delegatorsOf(facts.ancestors, scoped, match.arguments, now),
    };
    const all = allReasons(withIt, said);
    const isLifted = ({ outcome, code }: Reason) =>
      outcome === 'escalate' && match.approval.lifts.includes(code);
    const left = all.filter((reason) => !isLifted(reason));
    const outcome = strongest(left);
    if (outcome === 'allow' || outcome === 'modify') {
      return { input: withIt, left, lifted: all.filter(isLifted) };
    }
  }
  return null;
}

const earliest = (...instants: readonly (Date | null | undefined)[]): Date | null =>
  instants.reduce<Date | null>(
    (first, one) => (one === undefined || one === null ? first : first === null || one < first ? one : first),
    null,
  );

const delegatorsOf = (
  ancestors: readonly AncestorFacts[],
  scoped: ScopedCall | null,
  args: JsonObject,
  now: Date,
): readonly Delegator[] =>
  ancestors.map((ancestor) => ({
    ancestor,
    basis: scoped === null ? null : basisOf(ancestor, scoped, args, now),
  }));

function caseOf(call: ToolCall, facts: Facts, now: Date): Case {
  // A task of somebody else is no fact about this call.
  const task = facts.task !== null && facts.task.agentId === call.agentId ? facts.task : null;
  const { tool, agent } = facts;
  const scoped = tool === null ? null : scopedCall(tool, call);
  const covering =
    agent === null || scoped === null ? [] : coveringEntitlements(agent.entitlements, scoped, now);
  const match =
    task === null || scoped === null
      ? NO_MATCH(call.arguments)
      : matchGrants(task, covering, scoped, call.arguments, now);
  const ancestors = task === null ? [] : facts.ancestors;
  // Ancestors are asked about what will be executed, not about what was asked.
  const delegators = delegatorsOf(ancestors, scoped, match.arguments, now);
  const chain = task === null ? NO_CHAIN : chainOf(call, facts, task, tool, scopesOf(match, covering));
  return { call, facts: { ...facts, task, ancestors }, now, scoped, covering, match, delegators, chain };
}

const scopedCall = (tool: ToolFacts, call: ToolCall): ScopedCall => ({
  systemId: tool.systemId,
  toolName: tool.name,
  actionClass: tool.actionClass,
  sensitivity: tool.sensitivity,
  resource: call.resource,
});

/**
 * Answers one tool call. Total: it never throws, reads no clock, does no I/O; equal inputs give equal
 * answers, in whatever order the facts stand. `now` is the database's time.
 * INVARIANT (deny-by-default): `allow` and `modify` are built in `permit` and nowhere else, after every
 * rule has been asked; and whatever fails on the way there is a denial.
 */
export function decide(call: ToolCall, facts: Facts, now: Date): Verdict {
  try {
    return judge(caseOf(call, facts, now));
  } catch {
    return refuseCall({}, [{ code: 'rule_error', outcome: 'deny', message: 'the facts could not be read' }]);
  }
}

/** Every reason that applies, in the order in which reasons are told. */
function allReasons(input: Case, said: GuardrailVerdict): readonly Reason[] {
  const ofIntent = applyAll(INTENT_RULES, input);
  const ofRest = [...applyAll(CHAIN_RULES, input), ...applyAll(NEED_RULES, input)];
  return said.reasons.length === 0
    ? [...ofIntent, ...ofRest]
    : [
        ...ofIntent,
        ...said.reasons.filter(({ code }) => questionOf(code) === 'intent'),
        ...ofRest,
        ...said.reasons.filter(({ code }) => questionOf(code) !== 'intent'),
      ];
}

function judge(asked: Case): Verdict {
  const said = guarded(asked);
  const all = allReasons(asked, said);
  const heard = strongest(all) === 'escalate' ? withApproval(asked, said) : null;
  const { input, left, lifted } = heard ?? { input: asked, left: all, lifted: NOTHING };
  const reasons = [...left, ...refusedAnyway(strongest(left), input)];
  const outcome = strongest(reasons);
  const answers = answersOf(input.facts.task, input.match, reasons);
  const told = { lifted, answers, guardrails: versionsOf(said), shadow: said.shadow };
  if (outcome === 'allow' || outcome === 'modify') {
    return permit(input, outcome, reasons, said, told);
  }
  return { ...refuseCall(input.call.arguments, reasons), ...told, chain: input.chain };
}

const DEFERRAL_WORDS = {
  deferral_expired: 'what it waited for did not come in time',
  too_many_deferred: 'too many calls of this task wait already',
} as const;

/**
 * Outcomes that the caller cannot take, that have lasted long enough, or that people have answered already.
 * Silence is a denial.
 */
function refusedAnyway(outcome: Outcome, { call, facts: { task }, now }: Case): readonly Reason[] {
  if (outcome === 'modify' && !call.acceptsModify) {
    return because('modify_not_accepted', 'deny', 'the caller does not accept changed arguments');
  }
  if (task === null || (outcome !== 'defer' && outcome !== 'escalate')) return NOTHING;
  const answered = requestRefusal(call, task, outcome, now);
  if (answered !== null) return because(answered.code, 'deny', answered.message);
  if (outcome !== 'defer') return NOTHING;
  const refusal = deferralRefusal(call.digest, task.deferrals, now);
  return refusal === null ? NOTHING : because(refusal, 'deny', DEFERRAL_WORDS[refusal]);
}

const NO_VERSIONS: Verdict['guardrails'] = {};

const versionsOf = ({ matched }: GuardrailVerdict): Verdict['guardrails'] =>
  matched.length === 0
    ? NO_VERSIONS
    : Object.fromEntries(matched.map(({ guardrail, version }) => [guardrail, version]));

function refuseCall(args: JsonObject, reasons: readonly Reason[]): Verdict {
  const outcome = strongest(reasons);
  const first = reasons.find((reason) => reason.outcome === outcome);
  return {
    outcome,
    reason: first?.code ?? 'rule_error',
    reasons,
    lifted: [],
    guardrails: NO_VERSIONS,
    shadow: NOT_ASKED.shadow,
    answers: answersOf(null, NO_MATCH(args), reasons),
    arguments: args,
    spends: null,
    uses: null,
    chain: NO_CHAIN,
    until: null,
  };
}

type Told = Pick<Verdict, 'lifted' | 'answers' | 'guardrails' | 'shadow'>;

/** The one place where a call becomes allowed. INVARIANT (three-answers): not clearly answered, not allowed. */
function permit(
  { call, facts: { agent, task }, now, match, covering, delegators, chain }: Case,
  outcome: 'allow' | 'modify',
  reasons: readonly Reason[],
  { isPermitted }: GuardrailVerdict,
  told: Told,
): Verdict {
  const { grant } = match;
  const { lifted, answers } = told;
  const isAnswered =
    isPermitted && [answers.intent, answers.need, answers.end].every(({ verdict }) => verdict === 'clear');
  if (task === null || grant === null || !isAnswered) {
    const unanswered = because('rule_error', 'deny', 'one of the three questions has no clear answer');
    return { ...refuseCall(call.arguments, [...reasons, ...unanswered]), ...told, lifted: [], chain };
  }
  const entitlement = covering.find((one) => one.id === grant.entitlementId);
  // Each member by its name: a copy of `told` with more members costs more than all the rules together.
  return {
    outcome,
    reason: outcome === 'allow' ? 'granted' : 'argument_out_of_scope',
    reasons,
    lifted,
    guardrails: told.guardrails,
    shadow: told.shadow,
    answers,
    arguments: outcome === 'modify' ? match.arguments : call.arguments,
    spends: grant.uses === null ? null : grant.id,
    uses: grant.approval?.id ?? null,
    chain,
    until: delegators.reduce(
      (end, { ancestor, basis }) =>
        earliest(end, ancestor.task.endsAt, basis?.grant.endsAt, basis?.entitlement.endsAt),
      earliest(
        task.endsAt,
        grant.endsAt,
        entitlement?.endsAt,
        // What guardrails did not say because the agent is observed, they say when that is over.
        agent !== null && isObserved(agent, now) ? agent.observedUntil : undefined,
      ),
    ),
  };
}
