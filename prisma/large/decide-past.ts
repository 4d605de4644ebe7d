import { labelsAfter } from '@/lib/domain/chain';
import { decide, type Verdict } from '@/lib/domain/decide';
import type { AgentFacts, AncestorFacts, GrantFacts } from '@/lib/domain/facts';
import { decisionId } from '@/lib/domain/id';
import { joinLabels, NO_LABELS } from '@/lib/domain/labels';
import { knownFromPurpose } from '@/lib/domain/provenance';
import { type AskedCall, type Caller, callDigest } from '@/lib/pdp/call';
import type { Config } from '@/lib/pdp/compile-facts';
import type { AgentEntry, FactStore, TaskEntry } from '@/lib/pdp/fact-store';
import { canonicalText, MAX_DEPTH, recordText } from '@/lib/pdp/record';
import type { Dice } from './dice';
import type { Person } from './inventory';
import type { PlannedTask } from './work';

/** A decision as the log keeps it, with what follows from it. */
export type PastDecision = {
  id: string;
  at: Date;
  task: PlannedTask;
  agent: AgentEntry;
  toolId: string;
  actionClass: string | null;
  args: Record<string, unknown>;
  digest: string;
  verdict: Verdict;
  record: string;
};

/** What the live path would have answered then, by the same rules and over the same facts, in the same words. */
export class PastDecider {
  readonly #store: FactStore;
  readonly #config: Config;
  readonly #caller: Caller;
  readonly #dice: Dice;
  readonly #people: ReadonlyMap<string, Person>;
  readonly #now: Date;

  constructor(of: { store: FactStore; caller: Caller; dice: Dice; people: readonly Person[]; now: Date }) {
    if (of.store.config === null) throw new Error('the configuration has not been read');
    this.#store = of.store;
    this.#config = of.store.config;
    this.#caller = of.caller;
    this.#dice = of.dice;
    this.#people = new Map(of.people.map((person) => [person.id, person]));
    this.#now = of.now;
  }

  /** All decisions of a task, and its entry as they left it. */
  decide(past: PlannedTask): { decisions: PastDecision[]; task: TaskEntry } {
    const task = this.#taskOf(past);
    const agent = this.#agentAt(past.agent.id, past.startedAt);
    return { decisions: past.calls.map((_, i) => this.#decideCall(past, i, agent, task)), task };
  }

  /** The agent; who has left since still answered for it then. */
  #agentAt(id: string, at: Date): AgentEntry {
    const entry = this.#store.agent(id, this.#config, this.#now.getTime());
    if (entry === undefined) throw new Error(`the agent ${id} is missing`);
    const left = this.#people.get(entry.facts.owner.id)?.disabledAt ?? null;
    if (left === null || left < at) return entry;
    return { ...entry, facts: { ...entry.facts, owner: { ...entry.facts.owner, isEnabled: true } } };
  }

  #taskOf(past: PlannedTask): TaskEntry {
    const above = past.parent === null ? null : this.#above(past.parent);
    const entry: TaskEntry = {
      facts: {
        id: past.id,
        agentId: past.agent.id,
        purpose: past.purpose,
        state: 'running',
        endsAt: past.endsAt,
        actionClasses: past.declares,
        parentTaskId: past.parent?.id ?? null,
        grants: grantsOf(past),
        requests: [],
        deferrals: [],
        labels: NO_LABELS,
        drift: 0,
        known: knownFromPurpose(past.parent?.purpose ?? past.purpose),
      },
      above,
      onBehalfOf: past.onBehalfOf,
      revokedCredentials: [],
      version: 1n,
      calls: 0,
      minute: 0,
      minuteCalls: 0,
    };
    return entry;
  }

  #above(parent: PlannedTask): NonNullable<TaskEntry['above']> {
    const agent: AgentFacts = this.#agentAt(parent.agent.id, parent.startedAt).facts;
    const facts: AncestorFacts = {
      agent,
      task: {
        id: parent.id,
        agentId: parent.agent.id,
        purpose: parent.purpose,
        state: 'running',
        endsAt: parent.endsAt,
        actionClasses: parent.declares,
        parentTaskId: null,
        grants: grantsOf(parent),
      },
    };
    return { rows: [], facts: [facts], compiledFor: '', compiledAtMs: 0 };
  }

  #decideCall(past: PlannedTask, i: number, agent: AgentEntry, task: TaskEntry): PastDecision {
    const { at, toolId, args, acceptsModify } = past.calls[i] as PlannedTask['calls'][number];
    const tool = this.#config.tools.get(toolId) ?? null;
    const call: AskedCall = {
      agentId: past.agent.id,
      taskId: past.id,
      toolId,
      action: 'tools/call',
      resource: null,
      arguments: args,
      argumentsText: canonicalText(args, MAX_DEPTH),
      callId: null,
      acceptsModify,
      approvalId: null,
      reads: [],
      requestId: '',
    };
    const digest = callDigest(call, tool);
    const verdict = decide(
      { ...call, digest },
      {
        agent: agent.facts,
        task: task.facts,
        tool,
        stops: [],
        ancestors: task.above?.facts ?? [],
        contexts: [],
        zoneOf: this.#config.zoneOf,
        guardrails: this.#config.guardrails,
        calls: { taskMinute: i, agentMinute: i },
      },
      at,
    );
    const isAllowed = verdict.outcome === 'allow' || verdict.outcome === 'modify';
    const after = labelsAfter(verdict.chain, tool, past.agent.id, isAllowed);
    task.facts.labels = joinLabels(task.facts.labels, after);
    if (isAllowed) task.facts.drift = verdict.chain.drift.accumulated;
    // A task's decisions stand in the log in the order in which they were made.
    const bytes = this.#dice.bytes(16);
    bytes[0] = i;
    const id = decisionId(past.id, past.startedAt.getTime(), bytes);
    const record = recordText({
      id,
      at: at.toISOString(),
      caller: this.#caller,
      call,
      digest,
      agent,
      task,
      step: i + 1,
      tool,
      verdict,
      configVersion: this.#config.versions.version,
    });
    const actionClass = tool?.actionClass ?? null;
    return { id, at, task: past, agent, toolId, actionClass, args, digest, verdict, record };
  }
}

const grantsOf = (past: PlannedTask): (GrantFacts & { spent: number })[] =>
  past.grants.map(({ id, entitlement, scope, endsAt }) => ({
    id,
    entitlementId: entitlement.id,
    scope,
    startsAt: past.startedAt,
    endsAt,
    revokedAt: null,
    uses: null,
    spent: 0,
    approval: null,
  }));
