import type pg from 'pg';
import type { AgentRow } from '@/lib/db/live/load-agents';
import { loadAgents } from '@/lib/db/live/load-agents';
import { loadConfig } from '@/lib/db/live/load-config';
import { type ContextRow, loadContexts } from '@/lib/db/live/load-contexts';
import { type AncestorRow, loadTasks } from '@/lib/db/live/load-tasks';
import type { AgentFacts, AncestorFacts } from '@/lib/domain/facts';
import { type DatabaseClock, minuteOf } from './clock';
import {
  type Config,
  compileAgent,
  compileAncestors,
  compileConfig,
  compileTask,
  type LiveTaskFacts,
} from './compile-facts';
import { compileGuardrails } from './compile-guardrails';

const MAX_AGENTS = 20_000;
const MAX_TASKS = 50_000;
const MAX_CONTEXTS = 20_000;

/**
 * An agent as this instance last saw it. `calls` counts those of `minute`, those of `unsettled` batches
 * that are being recorded with them.
 */
export type AgentEntry = {
  row: AgentRow;
  version: string;
  minute: number;
  calls: number;
  unsettled: number;
  facts: AgentFacts;
  compiledFor: string;
  compiledAtMs: number;
};
/** A task as this instance last saw it, with the tasks above it as they were in the same moment. */
export type TaskEntry = {
  facts: LiveTaskFacts;
  above: Above | null;
  onBehalfOf: string | null;
  revokedCredentials: readonly string[];
  version: bigint;
  calls: number;
  minute: number;
  minuteCalls: number;
};

type Above = {
  rows: readonly AncestorRow[];
  facts: readonly AncestorFacts[];
  compiledFor: string;
  compiledAtMs: number;
};

/** How long a computed tier may stand while time moves entitlements in and out of force. */
const RECOMPILE_MS = 60_000;

/**
 * The facts of this instance. Every entry carries the version it was read with; the recording statement
 * compares them, so an entry that has become wrong costs a second round and never a wrong answer.
 * INVARIANT (next-decision): nothing here is believed without that comparison.
 */
export class FactStore {
  readonly #pool: pg.Pool;
  readonly #agents = new Map<string, AgentEntry>();
  readonly #tasks = new Map<string, TaskEntry>();
  readonly #contexts = new Map<string, ContextRow>();
  #config: Config | null = null;
  #loadingConfig: Promise<Config> | null = null;
  #nextConfig: Promise<Config> | null = null;

  constructor(pool: pg.Pool, config: Config | null = null) {
    this.#pool = pool;
    this.#config = config;
  }

  get config(): Config | null {
    return this.#config;
  }

  /**
   * Reads what has changed of the configuration. A reading that has begun may miss what was committed
   * since, so who comes meanwhile shares the next one.
   */
  refreshConfig(): Promise<Config> {
    if (this.#loadingConfig === null) {
      this.#loadingConfig = this.#readConfig().finally(() => {
        this.#loadingConfig = null;
      });
      return this.#loadingConfig;
    }
    this.#nextConfig ??= this.#loadingConfig
      .catch(() => {})
      .then(() => {
        this.#nextConfig = null;
        return this.refreshConfig();
      });
    return this.#nextConfig;
  }

  async #readConfig(): Promise<Config> {
    // What is held may be forgotten while this waits; the parts that are not sent are those of `before`.
    const before = this.#config;
    const rows = await loadConfig(this.#pool, before?.versions ?? null);
    const guardrails = rows.guardrails === null ? null : await compileGuardrails(rows.guardrails);
    this.#config = compileConfig(rows, guardrails, before);
    return this.#config;
  }

  /** The agent, compiled for the present configuration; undefined when it must be read first. */
  agent(id: string, config: Config, nowMs: number): AgentEntry | undefined {
    const entry = this.#agents.get(id);
    if (entry === undefined) return undefined;
    if (isOutdated(entry, config, nowMs)) {
      entry.facts = compileAgent(entry.row, config, nowMs);
      entry.compiledFor = config.versions.version;
      entry.compiledAtMs = nowMs;
    }
    return entry;
  }

  /** The task, with the tasks above it compiled for the present configuration; undefined as above. */
  task(id: string, config: Config, nowMs: number): TaskEntry | undefined {
    const entry = this.#tasks.get(id);
    const above = entry?.above ?? null;
    if (above !== null && isOutdated(above, config, nowMs)) {
      above.facts = compileAncestors(above.rows, config, nowMs);
      above.compiledFor = config.versions.version;
      above.compiledAtMs = nowMs;
    }
    return entry;
  }

  context(id: string): ContextRow | undefined {
    return this.#contexts.get(id);
  }

  /** Reads agents, tasks and contexts together, and the time with them. Answers which of them exist. */
  async read(
    agentIds: readonly string[],
    taskIds: readonly string[],
    clock: DatabaseClock,
    contextIds: readonly string[] = [],
  ): Promise<{
    agents: ReadonlySet<string>;
    tasks: ReadonlySet<string>;
    contexts: ReadonlySet<string>;
  }> {
    const [config, agents, tasks, contexts] = await Promise.all([
      this.#config ?? this.refreshConfig(),
      agentIds.length === 0 ? [] : loadAgents(this.#pool, agentIds),
      taskIds.length === 0 ? [] : loadTasks(this.#pool, taskIds),
      contextIds.length === 0 ? [] : loadContexts(this.#pool, contextIds),
    ]);
    for (const { readAt } of [...agents, ...tasks]) clock.hear(new Date(readAt));
    const nowMs = clock.nowMs();
    for (const row of agents) {
      const facts = compileAgent(row, config, nowMs);
      const { version, minute, calls } = row;
      const compiledFor = config.versions.version;
      keep(this.#agents, MAX_AGENTS, row.id, {
        row,
        version,
        minute,
        calls,
        unsettled: 0,
        facts,
        compiledFor,
        compiledAtMs: nowMs,
      });
    }
    for (const row of tasks) {
      const { calls, minute, minuteCalls, onBehalfOf, revokedCredentials, ancestors } = row;
      const entry: TaskEntry = {
        facts: compileTask(row),
        // Compiled at first use.
        above: ancestors === null ? null : { rows: ancestors, facts: [], compiledFor: '', compiledAtMs: 0 },
        version: BigInt(row.version),
        calls,
        minute,
        minuteCalls,
        onBehalfOf,
        revokedCredentials,
      };
      keep(this.#tasks, MAX_TASKS, row.id, entry);
    }
    for (const row of contexts) keep(this.#contexts, MAX_CONTEXTS, row.id, row);
    const idsOf = (rows: readonly { id: string }[]) => new Set(rows.map(({ id }) => id));
    return { agents: idsOf(agents), tasks: idsOf(tasks), contexts: idsOf(contexts) };
  }

  forgetAgent(id: string): void {
    this.#agents.delete(id);
  }

  forgetTask(id: string): void {
    this.#tasks.delete(id);
  }

  forgetContext(id: string): void {
    this.#contexts.delete(id);
  }

  /** After a break in the connection, nothing is known any more. */
  forgetAll(): void {
    this.#agents.clear();
    this.#tasks.clear();
    this.#contexts.clear();
    this.#config = null;
  }
}

const isOutdated = (
  { compiledFor, compiledAtMs }: { compiledFor: string; compiledAtMs: number },
  config: Config,
  nowMs: number,
): boolean => compiledFor !== config.versions.version || nowMs - compiledAtMs > RECOMPILE_MS;

/** Calls counted in the running minute; a count of an earlier minute is none. */
export const countIn = (minute: number, nowMs: number, count: number): number =>
  minute === minuteOf(nowMs) ? count : 0;

/** Keeps a bounded map by dropping what was put in first. */
function keep<T>(map: Map<string, T>, most: number, id: string, entry: T): void {
  map.delete(id);
  map.set(id, entry);
  if (map.size <= most) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
