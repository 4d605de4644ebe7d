import { randomBytes, randomInt } from 'node:crypto';
import { MOST_REQUESTS } from '@/lib/db/live/load-tasks';
import type { PutOff } from '@/lib/db/live/note-deferrals';
import { type Batch, emptyBatch, type Recorded, type TaskColumns } from '@/lib/db/live/record-decisions';
import { labelsAfter } from '@/lib/domain/chain';
import { decide, type Verdict } from '@/lib/domain/decide';
import type { ContextFacts, Facts, TaskFacts, ToolCall } from '@/lib/domain/facts';
import { decisionId, newId } from '@/lib/domain/id';
import { joinLabels, type Labels } from '@/lib/domain/labels';
import { type AskedCall, type Caller, callDigest, callIdBytes, type TokenCaller } from './call';
import { minuteOf } from './clock';
import type { CompiledTool, Config } from './compile-facts';
import { type AgentEntry, countIn, type FactStore, type TaskEntry } from './fact-store';
import { recordText } from './record';

/** A verdict with everything that its record and its answer need. */
export type Decided = {
  id: string;
  at: string;
  call: AskedCall;
  verdict: Verdict;
  digest: string;
  task: TaskEntry | null;
  /** Until when the escalation must be answered; null when there is none. */
  escalatesUntil: Date | null;
  /** The call as it waits for something to be known; null when it does not. */
  putOff: PutOff | null;
};

/** What a call needs that is not in the store. */
export type Missing = { agent: string | null; task: string | null; contexts: readonly string[] };

/**
 * Must come with a later batch: the same call is in this one already and will meet its record, or it is too
 * fast only if batches that are being recorded stand.
 */
export const LATER = 'later';

/** The caller's token rests on something that has been taken away, as far as this instance knows. */
export const DEAD = 'dead';

/** How one agent's decisions of this batch move its counters, and what its calls came to by them. */
type AgentTally = {
  entry: AgentEntry | null;
  counted: number;
  cameTo: number;
  tasks: Map<string, TaskTally>;
  /** The contexts that its calls read, with the versions that were believed. */
  contexts: Map<string, string>;
};
type TaskTally = {
  entry: TaskEntry;
  calls: number;
  counted: number;
  spent: Map<string, number>;
  /** As this batch's calls leave them: the second call of a batch sees what the first took in. */
  labels: Labels;
  drift: number;
  /** The version that this batch leaves. */
  next: bigint;
};

const NO_ANCESTORS: Facts['ancestors'] = [];
const NO_CONTEXTS: Facts['contexts'] = [];
const NOTHING_MISSES: readonly string[] = [];

/**
 * One batch in the making: calls are decided one after the other on the same facts, each seeing what
 * the ones before it have used up. `build` moves the store's counters on, so that the next batch can follow
 * before this one is written; `settle` sets right what was not written as expected.
 */
export class BatchBuilder {
  readonly #store: FactStore;
  readonly #config: Config;
  readonly #nowMs: number;
  readonly #now: Date;
  readonly #at: string;
  readonly #minute: number;
  readonly #tallies = new Map<string, AgentTally>();
  readonly #batch: Batch;
  readonly #ids = new Set<string>();
  readonly decided: Decided[] = [];

  constructor(store: FactStore, config: Config, nowMs: number) {
    this.#store = store;
    this.#config = config;
    this.#nowMs = nowMs;
    this.#now = new Date(nowMs);
    this.#at = this.#now.toISOString();
    this.#minute = minuteOf(nowMs);
    this.#batch = emptyBatch(config.versions.version, this.#minute);
  }

  /** Decides a call into the batch, or says what must be read first. `absent` names what does not exist. */
  add(
    call: AskedCall,
    caller: Caller,
    absent: ReadonlySet<string>,
  ): Decided | Missing | typeof LATER | typeof DEAD {
    const agent = this.#store.agent(call.agentId, this.#config, this.#nowMs) ?? null;
    const known =
      call.taskId === null ? null : (this.#store.task(call.taskId, this.#config, this.#nowMs) ?? null);
    const missing = {
      agent: agent === null && !absent.has(call.agentId) ? call.agentId : null,
      task: call.taskId !== null && known === null && !absent.has(call.taskId) ? call.taskId : null,
      contexts:
        call.reads.length === 0
          ? NOTHING_MISSES
          : call.reads.filter((id) => this.#store.context(id) === undefined && !absent.has(id)),
    };
    if (missing.agent !== null || missing.task !== null || missing.contexts.length > 0) return missing;

    if (caller.kind === 'task_token' && !isTokenInForce(caller, agent, known)) return DEAD;

    const task = known !== null && known.facts.agentId === call.agentId ? known : null;
    const taskId = task?.facts.id ?? null;
    const id = this.#idOf(taskId, call);
    if (this.#ids.has(id)) return LATER;

    const tally = this.#tallyOf(call.agentId, agent);
    const taskTally = task === null ? null : taskTallyOf(tally, task);
    const tool = this.#config.tools.get(call.toolId) ?? null;
    const digest = callDigest(call, tool);
    const toolCall: ToolCall = { ...call, digest };
    const contexts = this.#contextsOf(call, tally);
    const facts = this.#factsOf(agent, task, tally, taskTally, tool, contexts);
    const verdict = decide(toolCall, facts, this.#now);
    // Calls that are not written yet may still be refused, and then nothing was too fast.
    if (agent !== null && agent.unsettled > 0 && isTooFast(verdict)) return LATER;
    this.#ids.add(id);
    return this.#note({ id, call, caller, agent, task, tool, digest, verdict }, tally, taskTally);
  }

  /**
   * The same call of the same task has the same id; asked again with an approval it is decided anew.
   * INVARIANT (recorded-before-answered)
   */
  #idOf(taskId: string | null, { callId, approvalId }: AskedCall): string {
    const isNamed = taskId !== null && callId !== null;
    const bytes = isNamed ? callIdBytes(taskId, callId, approvalId) : randomBytes(16);
    return decisionId(taskId, this.#nowMs, bytes);
  }

  #tallyOf(agentId: string, entry: AgentEntry | null): AgentTally {
    const before = this.#tallies.get(agentId);
    if (before !== undefined) return before;
    const tally: AgentTally = { entry, counted: 0, cameTo: 0, tasks: new Map(), contexts: new Map() };
    this.#tallies.set(agentId, tally);
    return tally;
  }

  #contextsOf({ reads }: AskedCall, tally: AgentTally): readonly ContextFacts[] {
    if (reads.length === 0) return NO_CONTEXTS;
    return reads.flatMap((id) => {
      const context = this.#store.context(id);
      if (context === undefined) return [];
      tally.contexts.set(id, context.version);
      return [context];
    });
  }

  #factsOf(
    agent: AgentEntry | null,
    task: TaskEntry | null,
    tally: AgentTally,
    taskTally: TaskTally | null,
    tool: CompiledTool | null,
    contexts: readonly ContextFacts[],
  ): Facts {
    return {
      agent: agent?.facts ?? null,
      task: taskTally === null ? (task?.facts ?? null) : taskAfter(taskTally),
      tool,
      stops: this.#config.stops,
      ancestors: task?.above?.facts ?? NO_ANCESTORS,
      contexts,
      zoneOf: this.#config.zoneOf,
      guardrails: this.#config.guardrails,
      calls: {
        taskMinute:
          task === null ? 0 : countIn(task.minute, this.#nowMs, task.minuteCalls) + (taskTally?.counted ?? 0),
        agentMinute: agent === null ? 0 : countIn(agent.minute, this.#nowMs, agent.calls) + tally.counted,
      },
    };
  }

  #note(
    made: {
      id: string;
      call: AskedCall;
      caller: Caller;
      agent: AgentEntry | null;
      task: TaskEntry | null;
      tool: CompiledTool | null;
      digest: string;
      verdict: Verdict;
    },
    tally: AgentTally,
    taskTally: TaskTally | null,
  ): Decided {
    const { id, call, caller, agent, task, tool, digest, verdict } = made;
    // A call that was refused for speed does not count: the budget is of calls that were judged.
    const counts = isTooFast(verdict) ? 0 : 1;
    tally.counted += counts;
    let step: number | null = null;
    if (taskTally !== null && task !== null) {
      taskTally.calls += 1;
      taskTally.counted += counts;
      step = task.calls + taskTally.calls;
      if (verdict.spends !== null) {
        taskTally.spent.set(verdict.spends, (taskTally.spent.get(verdict.spends) ?? 0) + 1);
      }
      const isAllowed = verdict.outcome === 'allow' || verdict.outcome === 'modify';
      // A verdict that failed early has seen no labels, and takes none away.
      taskTally.labels = joinLabels(
        taskTally.labels,
        labelsAfter(verdict.chain, tool, call.agentId, isAllowed),
      );
      if (isAllowed) taskTally.drift = verdict.chain.drift.accumulated;
    }
    const taskId = task?.facts.id ?? null;
    const escalatesUntil =
      verdict.outcome === 'escalate' && agent !== null && task !== null ? this.#answerBy(agent, task) : null;
    const record = recordText({
      id,
      at: this.#at,
      caller,
      call,
      digest,
      agent,
      task,
      step,
      tool,
      verdict,
      configVersion: this.#config.versions.version,
    });

    const { decisions: d, escalations: e } = this.#batch;
    d.id.push(id);
    d.at.push(this.#at);
    d.agent.push(call.agentId);
    d.task.push(taskId);
    d.tool.push(call.toolId);
    d.class.push(tool?.actionClass ?? null);
    d.outcome.push(verdict.outcome);
    d.reason.push(verdict.reason);
    d.record.push(record);
    const until = verdict.until ?? escalatesUntil;
    d.until.push(until === null ? null : this.#untilOf(until, caller).toISOString());
    if (escalatesUntil !== null) {
      e.row.push(d.id.length);
      e.id.push(newId('esc', this.#nowMs, randomBytes(16)));
      e.digest.push(digest);
      e.resource.push(call.resource);
      e.arguments.push(call.argumentsText);
      e.reasons.push(verdict.reasons.map(({ code }) => code).join(','));
      e.until.push(escalatesUntil.toISOString());
    }
    const putOff =
      verdict.outcome === 'defer' && agent !== null && task !== null
        ? {
            id: newId('dfr', this.#nowMs, randomBytes(16)),
            taskId: task.facts.id,
            agentId: call.agentId,
            toolId: call.toolId,
            digest,
            reasons: verdict.reasons.map(({ code }) => code),
            decisionId: id,
            at: this.#at,
            until: this.#answerBy(agent, task).toISOString(),
          }
        : null;
    const decided: Decided = { id, at: this.#at, call, verdict, digest, task, escalatesUntil, putOff };
    this.decided.push(decided);
    return decided;
  }

  /** INVARIANT (expiry-by-evaluation): the recording statement compares a token's end with the database's clock. */
  #untilOf(until: Date, caller: Caller): Date {
    if (caller.kind === 'api_key') return until;
    return new Date(Math.min(until.getTime(), caller.expiresAtMs));
  }

  /** People have until the tier's time is over, or until the task ends. */
  #answerBy(agent: AgentEntry, task: TaskEntry): Date {
    const byTier = this.#nowMs + agent.facts.rules.decideWithinSeconds * 1000;
    return new Date(Math.min(byTier, task.facts.endsAt.getTime()));
  }

  /** The batch as it is sent. From here on the store counts it as written. */
  build(): Batch {
    const { agents: a, tasks: t, grants: g, contexts: c } = this.#batch;
    for (const [agentId, tally] of this.#tallies) {
      a.id.push(agentId);
      a.version.push(tally.entry?.version ?? null);
      a.calls.push(tally.counted);
      // A batch in which nothing counts must not be refused for an exhausted budget.
      a.limit.push(
        tally.counted === 0 ? MAX_INT : (tally.entry?.facts.rules.callsPerMinutePerAgent ?? MAX_INT),
      );
      for (const [taskId, task] of tally.tasks) {
        t.id.push(taskId);
        t.agent.push(agentId);
        t.version.push(task.entry.version.toString());
        t.next.push(task.next.toString());
        t.calls.push(task.calls);
        t.minuteCalls.push(countIn(task.entry.minute, this.#nowMs, task.entry.minuteCalls) + task.counted);
        pushLabels(t, task);
        for (const [grantId, spent] of task.spent) {
          g.id.push(grantId);
          g.spent.push(spent);
        }
      }
      for (const [contextId, version] of tally.contexts) {
        c.id.push(contextId);
        c.agent.push(agentId);
        c.version.push(version);
      }
      this.#advance(tally);
    }
    return this.#batch;
  }

  /**
   * Sets the store right after what was written: other instances' calls are counted too, and what turned
   * out to be out of date is dropped. Answers for each decision whether it stands, and the escalation that
   * waits for it.
   */
  settle(recorded: Recorded): { stands: boolean; escalationId: string | null }[] {
    const refused = new Set(recorded.refused);
    const { agents, escalations } = this.#batch;
    agents.id.forEach((agentId, i) => {
      const tally = this.#tallies.get(agentId);
      if (tally === undefined) return;
      if (refused.has(agentId)) this.#forget(agentId, tally);
      else this.#confirm(tally, recorded.callCounts[i] ?? 0);
    });
    const escalationOf = new Map(escalations.row.map((row, i) => [row - 1, recorded.escalations[i] ?? null]));
    return this.decided.map((decided, i) => {
      const stands = !refused.has(decided.call.agentId);
      const escalationId = escalationOf.get(i) ?? null;
      if (stands && escalationId !== null) noteRequest(decided, escalationId);
      return { stands, escalationId };
    });
  }

  #forget(agentId: string, tally: AgentTally): void {
    this.#store.forgetAgent(agentId);
    for (const taskId of tally.tasks.keys()) this.#store.forgetTask(taskId);
    for (const contextId of tally.contexts.keys()) this.#store.forgetContext(contextId);
  }

  #confirm({ entry, counted, cameTo }: AgentTally, callsBefore: number): void {
    if (entry === null) return;
    entry.unsettled -= 1;
    if (entry.minute === this.#minute) entry.calls += callsBefore + counted - cameTo;
  }

  #advance(tally: AgentTally): void {
    const { entry, counted } = tally;
    if (entry !== null) {
      tally.cameTo = countIn(entry.minute, this.#nowMs, entry.calls) + counted;
      entry.minute = this.#minute;
      entry.calls = tally.cameTo;
      entry.unsettled += 1;
    }
    for (const task of tally.tasks.values()) {
      const { entry: one, spent } = task;
      one.minuteCalls = countIn(one.minute, this.#nowMs, one.minuteCalls) + task.counted;
      one.minute = this.#minute;
      one.calls += task.calls;
      one.version = task.next;
      one.facts.labels = task.labels;
      one.facts.drift = task.drift;
      for (const grant of one.facts.grants) grant.spent += spent.get(grant.id) ?? 0;
    }
  }
}

/** What waits from now on is known here too: no other change of the version tells it. */
function noteRequest({ task, digest, escalatesUntil }: Decided, id: string): void {
  if (task === null || escalatesUntil === null) return;
  const { facts } = task;
  if (facts.requests.some((one) => one.id === id)) return;
  const request = { id, digest, state: 'pending' as const, expiresAt: escalatesUntil, answer: null };
  facts.requests = [request, ...facts.requests].slice(0, MOST_REQUESTS);
}

const isTooFast = ({ reasons }: Verdict): boolean => reasons.some(({ code }) => code === 'velocity_exceeded');

const MAX_INT = 2_147_483_647;
/** A task of a thousand million calls still has a version that JSON can tell. */
const VERSION_STRIDE = 2 ** 24;

/**
 * Whether what a token rests on still stands: its credential, and the identity that was shown for it. Both are
 * facts with a version. INVARIANT (next-decision): the recording statement compares those versions.
 */
const isTokenInForce = (caller: TokenCaller, agent: AgentEntry | null, task: TaskEntry | null): boolean =>
  task !== null &&
  task.facts.agentId === caller.agentId &&
  !task.revokedCredentials.includes(caller.credentialId) &&
  (caller.identity === null || agent?.row.identities.includes(caller.identity.id) === true);

function taskTallyOf(tally: AgentTally, entry: TaskEntry): TaskTally {
  const before = tally.tasks.get(entry.facts.id);
  if (before !== undefined) return before;
  const { labels, drift } = entry.facts;
  // INVARIANT (next-decision): drawn by lot, so that a batch which follows this one stands only if this one does.
  // A counter would be moved as far by anybody else's change, and facts that are out of date pass for new ones.
  const next = entry.version + BigInt(randomInt(2, VERSION_STRIDE));
  const made: TaskTally = { entry, calls: 0, counted: 0, spent: new Map(), labels, drift, next };
  tally.tasks.set(entry.facts.id, made);
  return made;
}

/** The task's facts as the calls before this one leave them. */
function taskAfter({ entry: { facts }, spent, labels, drift }: TaskTally): TaskFacts {
  if (spent.size === 0 && labels === facts.labels && drift === facts.drift) return facts;
  const grants = facts.grants.map((one) => ({ ...one, spent: one.spent + (spent.get(one.id) ?? 0) }));
  return { ...facts, grants, labels, drift };
}

/** Most calls add nothing to their task's labels, and write nothing. */
function pushLabels(columns: TaskColumns, { entry: { facts }, labels, drift }: TaskTally): void {
  const hasGrown = labels !== facts.labels;
  columns.sensitivity.push(hasGrown ? labels.sensitivity : null);
  columns.untrusted.push(hasGrown ? String(labels.untrusted) : null);
  columns.systems.push(hasGrown ? labels.systems.join(',') : null);
  columns.agents.push(hasGrown ? labels.agents.join(',') : null);
  columns.drift.push(drift === facts.drift ? null : drift);
}
