import type pg from 'pg';
import type { Outcome } from '@/lib/domain/outcome';
import { canonicalJson, sha256Hex } from '@/lib/ledger/canonical';
import { genesisHash, linkHash } from '@/lib/ledger/chain';
import type { TaskEntry } from '@/lib/pdp/fact-store';
import { AUDIT_COLUMNS, auditRow, type SeedActor } from './audit-rows';
import { type BulkRow, insertRows, updateRows } from './bulk';
import type { PastDecider, PastDecision } from './decide-past';
import type { Dice } from './dice';
import { deferralRows, escalationRows } from './held-calls';
import type { PlannedTask } from './work';
import { SOURCE } from './write-inventory';

/** Tasks that are written together, with all that belongs to them. */
const TASKS_A_TRANSACTION = 1500;
/** A process that decides is started anew now and then, and begins a chain. */
const DECISIONS_A_CHAIN = 80_000;

export type Written = { tasks: number; grants: number; decisions: number; outcomes: Record<Outcome, number> };

/** Writes the past, in the order in which it was. */
export class WorkWriter {
  readonly written: Written = {
    tasks: 0,
    grants: 0,
    decisions: 0,
    outcomes: { allow: 0, modify: 0, escalate: 0, defer: 0, deny: 0 },
  };
  readonly lastCallAt = new Map<string, Date>();
  readonly #client: pg.Client;
  readonly #dice: Dice;
  readonly #decider: PastDecider;
  readonly #actor: SeedActor;
  readonly #approver: string;
  readonly #now: Date;
  #writer = '';
  #seq = 0;
  #head: Buffer = Buffer.alloc(0);
  #chunk: PlannedTask[] = [];

  constructor(of: {
    client: pg.Client;
    dice: Dice;
    decider: PastDecider;
    actor: SeedActor;
    approver: string;
    now: Date;
  }) {
    this.#client = of.client;
    this.#dice = of.dice;
    this.#decider = of.decider;
    this.#actor = of.actor;
    this.#approver = of.approver;
    this.#now = of.now;
  }

  /** Takes the next task. A child is written with its parent, while that still runs. */
  async add(task: PlannedTask): Promise<void> {
    if (this.#chunk.length >= TASKS_A_TRANSACTION && task.parent === null) await this.flush();
    this.#chunk.push(task);
  }

  async flush(): Promise<void> {
    const tasks = this.#chunk;
    this.#chunk = [];
    const decided = tasks.map((task) => this.#decider.decide(task));
    const decisions = decided.flatMap((one) => one.decisions);
    const audits: (BulkRow & { at: Date })[] = [];
    await this.#client.query('BEGIN');
    await this.#writeTasks(tasks, audits);
    await this.#writeCounters(decided);
    await this.#endTasks(tasks, audits);
    await this.#writeDecisions(decisions);
    await this.#writeHeld(decisions);
    await this.#writeReports(decisions, audits);
    audits.sort((a, b) => a.at.getTime() - b.at.getTime());
    await insertRows(this.#client, 'audit_events', AUDIT_COLUMNS, audits);
    await this.#client.query('COMMIT');
    this.written.tasks += tasks.length;
    for (const { at, task } of decisions) this.lastCallAt.set(task.agent.id, at);
  }

  async #writeTasks(tasks: readonly PlannedTask[], audits: BulkRow[]): Promise<void> {
    const rows = (some: readonly PlannedTask[]) =>
      some.map((task) => ({
        id: task.id,
        agent_id: task.agent.id,
        purpose: task.purpose,
        on_behalf_of: task.onBehalfOf,
        action_classes: task.declares,
        state: 'running',
        started_at: task.startedAt,
        ends_at: task.endsAt,
        parent_task_id: task.parent?.id ?? null,
        opened_by: this.#actor.id,
        source: SOURCE,
      }));
    await insertRows(
      this.#client,
      'tasks',
      TASK_COLUMNS,
      rows(tasks.filter(({ parent }) => parent === null)),
    );
    await insertRows(
      this.#client,
      'tasks',
      TASK_COLUMNS,
      rows(tasks.filter(({ parent }) => parent !== null)),
    );
    const grants = tasks.flatMap((task) => task.grants.map((grant) => grantRow(task, grant, this.#actor.id)));
    await insertRows(this.#client, 'grants', GRANT_COLUMNS, grants);
    this.written.grants += grants.length;
    for (const { id, agent, purpose, startedAt, endsAt, grants } of tasks) {
      const details = { agent: agent.id, purpose, endsAt, grants: grants.map((grant) => grant.id) };
      audits.push(auditRow(this.#dice, startedAt, this.#actor, 'task.opened', { kind: 'task', id }, details));
    }
  }

  /** What the tasks have touched, and how often they asked. */
  #writeCounters(decided: readonly { decisions: readonly PastDecision[]; task: TaskEntry }[]): Promise<void> {
    const rows = decided.map(({ decisions, task: { facts } }) => ({
      task_id: facts.id,
      calls: decisions.length,
      sensitivity: facts.labels.sensitivity,
      untrusted: facts.labels.untrusted,
      systems: facts.labels.systems,
      agents: facts.labels.agents,
      drift: facts.drift,
    }));
    return updateRows(this.#client, 'task_live', 'task_id', COUNTER_COLUMNS, rows);
  }

  async #endTasks(tasks: readonly PlannedTask[], audits: BulkRow[]): Promise<void> {
    const moved = tasks.filter(({ state }) => state !== 'running');
    const rows = moved.map(({ id, state, endedAt }) => ({
      id,
      state,
      ended_at: endedAt,
      end_reason: endedAt === null ? null : 'Done with it',
      revision: 2,
    }));
    await updateRows(this.#client, 'tasks', 'id', END_COLUMNS, rows);
    for (const { id, agent, state, endedAt, startedAt } of moved) {
      const [at, subject] = [endedAt ?? startedAt, { kind: 'task', id }];
      const details = { agent: agent.id, from: 'running', to: state };
      audits.push(auditRow(this.#dice, at, this.#actor, `task.${state}`, subject, details));
    }
  }

  /** INVARIANT (tamper-evident): each row carries the link that follows from the one before, as the live path makes it. */
  async #writeDecisions(decisions: readonly PastDecision[]): Promise<void> {
    const rows: BulkRow[] = [];
    for (const { id, at, task, toolId, actionClass, verdict, record } of decisions) {
      if (this.#seq % DECISIONS_A_CHAIN === 0) this.#beginChain(at);
      this.#seq += 1;
      this.#head = linkHash(this.#head, record);
      rows.push({
        id,
        at,
        writer: this.#writer,
        seq: this.#seq,
        agent_id: task.agent.id,
        task_id: task.id,
        tool_id: toolId,
        action_class: actionClass,
        outcome: verdict.outcome,
        reason: verdict.reason,
        record,
        hash: this.#head,
      });
      this.written.outcomes[verdict.outcome] += 1;
    }
    await insertRows(this.#client, 'decisions', DECISION_COLUMNS, rows);
    this.written.decisions += rows.length;
  }

  #beginChain(at: Date): void {
    this.#writer = this.#dice.id('wrt', at);
    this.#seq = 0;
    this.#head = genesisHash(this.#writer);
  }

  async #writeHeld(decisions: readonly PastDecision[]): Promise<void> {
    const held = { dice: this.#dice, now: this.#now, approver: this.#approver };
    await insertRows(this.#client, 'escalations', ESCALATION_COLUMNS, escalationRows(decisions, held));
    await insertRows(this.#client, 'deferrals', DEFERRAL_COLUMNS, deferralRows(decisions, held));
  }

  /** A part of the callers tells what came of it. */
  async #writeReports(decisions: readonly PastDecision[], audits: BulkRow[]): Promise<void> {
    const reports: BulkRow[] = [];
    for (const { id, at, task, toolId, verdict } of decisions) {
      const isAllowed = verdict.outcome === 'allow' || verdict.outcome === 'modify';
      if (!isAllowed || !this.#dice.chance(0.08)) continue;
      const status = this.#dice.chance(0.95) ? 'succeeded' : 'failed';
      const body = {
        output: null,
        sensitivity: null,
        untrusted: null,
        records: null,
        effects: [],
        writes: [],
      };
      const told = { v: 1, decision: id, at: at.toISOString(), reported_by: this.#actor.id, status, ...body };
      const record = canonicalJson(told);
      reports.push({ decision_id: id, at, status, reported_by: this.#actor.id, record });
      const details = {
        agent: task.agent.id,
        task: task.id,
        tool: toolId,
        status,
        reportDigest: sha256Hex(record),
        outputDigest: null,
        effects: 0,
      };
      const subject = { kind: 'decision', id };
      audits.push(auditRow(this.#dice, at, this.#actor, 'decision.outcome_reported', subject, details));
    }
    await insertRows(this.#client, 'outcome_reports', REPORT_COLUMNS, reports);
  }
}

const grantRow = (task: PlannedTask, grant: PlannedTask['grants'][number], createdBy: string): BulkRow => {
  const { endedAt } = task;
  const isCut = endedAt !== null && endedAt < grant.endsAt;
  return {
    id: grant.id,
    task_id: task.id,
    task_ends_at: task.endsAt,
    entitlement_id: grant.entitlement.id,
    system_id: grant.scope.system,
    tools: grant.scope.tools,
    action_classes: grant.scope.actionClasses,
    resources: grant.scope.resources,
    max_sensitivity: grant.scope.maxSensitivity,
    arguments: { ...grant.scope.arguments },
    starts_at: task.startedAt,
    ends_at: grant.endsAt,
    reason: 'given when the task was opened',
    created_by: createdBy,
    revoked_at: isCut ? endedAt : null,
    revoke_reason: isCut ? `its task has been ${task.state}` : null,
  };
};

const TASK_COLUMNS = {
  id: 'text',
  agent_id: 'text',
  purpose: 'text',
  on_behalf_of: 'text',
  action_classes: 'action_class[]',
  state: 'task_state',
  started_at: 'timestamptz',
  ends_at: 'timestamptz',
  parent_task_id: 'text',
  opened_by: 'text',
  source: 'source',
};
const GRANT_COLUMNS = {
  id: 'text',
  task_id: 'text',
  task_ends_at: 'timestamptz',
  entitlement_id: 'text',
  system_id: 'text',
  tools: 'text[]',
  action_classes: 'action_class[]',
  resources: 'text[]',
  max_sensitivity: 'sensitivity',
  arguments: 'jsonb',
  starts_at: 'timestamptz',
  ends_at: 'timestamptz',
  reason: 'text',
  created_by: 'text',
  revoked_at: 'timestamptz',
  revoke_reason: 'text',
};
const COUNTER_COLUMNS = {
  task_id: 'text',
  calls: 'int',
  sensitivity: 'sensitivity',
  untrusted: 'boolean',
  systems: 'text[]',
  agents: 'text[]',
  drift: 'int',
};
const END_COLUMNS = {
  id: 'text',
  state: 'task_state',
  ended_at: 'timestamptz',
  end_reason: 'text',
  revision: 'int',
};
const DECISION_COLUMNS = {
  id: 'text',
  at: 'timestamptz',
  writer: 'text',
  seq: 'bigint',
  agent_id: 'text',
  task_id: 'text',
  tool_id: 'text',
  action_class: 'action_class',
  outcome: 'outcome',
  reason: 'text',
  record: 'text',
  hash: 'bytea',
};
const ESCALATION_COLUMNS = {
  id: 'text',
  digest: 'text',
  state: 'escalation_state',
  task_id: 'text',
  agent_id: 'text',
  tool_id: 'text',
  arguments: 'jsonb',
  reasons: 'text[]',
  decision_id: 'text',
  calls: 'int',
  requested_at: 'timestamptz',
  expires_at: 'timestamptz',
  answered_by_id: 'text',
  answered_at: 'timestamptz',
  answer_reason: 'text',
  revision: 'int',
};
const DEFERRAL_COLUMNS = {
  id: 'text',
  task_id: 'text',
  agent_id: 'text',
  tool_id: 'text',
  digest: 'text',
  reasons: 'text[]',
  decision_id: 'text',
  calls: 'int',
  deferred_at: 'timestamptz',
  expires_at: 'timestamptz',
};
const REPORT_COLUMNS = {
  decision_id: 'text',
  at: 'timestamptz',
  status: 'report_status',
  reported_by: 'text',
  record: 'text',
};
