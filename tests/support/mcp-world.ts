import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import * as mcp from '@/app/mcp/[system]/route';
import { type Database, openDatabase } from '@/lib/db/client';
import { provideDatabase } from '@/lib/db/runtime';
import type { ActionClass } from '@/lib/domain/action-class';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import { openRuntime, provideRuntime, type Runtime } from '@/lib/pdp/runtime';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { sql } from './world';

export type MadeTool = {
  name: string;
  actionClass?: ActionClass;
  sensitivity?: Sensitivity;
  inputSchema?: object;
  sensitiveArguments?: string[];
  state?: 'reviewed' | 'unreviewed' | 'blocked';
  returnsUntrusted?: boolean;
};

/** A task that may read and write in every system of the world, with a key that may speak for it. */
export type Worker = { agent: string; task: string; key: string };

/**
 * The gateway of one process over a database of its own, behind a plain server that hands requests to
 * Next's route handlers as Next does.
 */
export class McpWorld {
  readonly database: Database;
  readonly origin: string;
  readonly #fresh: FreshDatabase;
  readonly #runtime: Runtime;
  readonly #server: ReturnType<typeof createServer>;
  #made = 0;

  private constructor(
    fresh: FreshDatabase,
    database: Database,
    runtime: Runtime,
    server: ReturnType<typeof createServer>,
    origin: string,
  ) {
    this.#fresh = fresh;
    this.database = database;
    this.#runtime = runtime;
    this.#server = server;
    this.origin = origin;
  }

  static async create(): Promise<McpWorld> {
    process.env.NEXTAUTH_SECRET = randomBytes(32).toString('hex');
    process.env.CORDON_OUTGOING_ALLOW = '127.0.0.1';
    const fresh = await freshDatabase();
    const database = await openDatabase(fresh.url);
    provideDatabase(database);
    const server = createServer((request, response) => void serve(request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    process.env.PORT = String(port);
    const origin = `http://127.0.0.1:${port}`;
    const runtime = await openRuntime({ databaseUrl: fresh.url, publicUrl: origin });
    provideRuntime(runtime);
    return new McpWorld(fresh, database, runtime, server, origin);
  }

  async drop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
    await this.#runtime.close();
    await this.database.close();
    await this.#fresh.drop();
  }

  get databaseUrl(): string {
    return this.#fresh.url;
  }

  sql(text: string, values: unknown[] = []) {
    return sql(this.#fresh.url, text, values) as Promise<Record<string, unknown>[]>;
  }

  /** Registers a server with its tools. */
  async system(id: string, url: string, tools: readonly MadeTool[]): Promise<void> {
    await this.sql(
      `INSERT INTO systems (id, name, kind, zone, environment, sensitivity, url)
       VALUES ($1, $1, 'mcp', 'internal', 'production', 'internal', $2)`,
      [id, url],
    );
    for (const tool of tools) await this.tool(id, tool);
  }

  async tool(system: string, tool: MadeTool): Promise<void> {
    const { name, actionClass = 'read', sensitivity = 'internal', state = 'reviewed' } = tool;
    const { inputSchema = null, sensitiveArguments = [], returnsUntrusted = false } = tool;
    await this.sql(
      `INSERT INTO tools (id, system_id, name, action_class, sensitivity, returns_untrusted, reversible,
                          input_schema, sensitive_arguments, digest, reviewed_digest, state)
       VALUES ($1::text || '/' || $2::text, $1, $2, $3::action_class, $4::sensitivity, $5, true, $6, $7, 'd', 'd',
               $8::tool_state)`,
      [
        system,
        name,
        actionClass,
        sensitivity,
        returnsUntrusted,
        inputSchema && JSON.stringify(inputSchema),
        sensitiveArguments,
        state,
      ],
    );
  }

  /** A new agent with a running task; `rules` are rules for arguments of its scope. */
  async worker(more: {
    systems: readonly string[];
    classes?: ActionClass[];
    rules?: object;
  }): Promise<Worker> {
    this.#made += 1;
    const { classes = ['read', 'write'] } = more;
    const name = `w${this.#made}`;
    const key = `cdn_${randomBytes(32).toString('base64url')}`;
    const time = '(clock_timestamp())';
    await this.sql(
      `INSERT INTO users (id, email, name, roles) VALUES ($1, $1 || '@example.com', 'Owner', '{approver}')`,
      [`usr_${name}`],
    );
    await this.sql(
      `INSERT INTO agents (id, name, purpose, owner_id, risk_tier, autonomy, environment, state)
       VALUES ($1, $1, 'tests', $2, 'moderate', 'supervised', 'production', 'active')`,
      [name, `usr_${name}`],
    );
    const [row] = await this.sql(
      `INSERT INTO tasks (id, agent_id, purpose, action_classes, started_at, ends_at, opened_by)
       SELECT 'tsk_' || ulid_time(at) || lpad($2::text, 16, '0'), $1, 'Tests', $3::action_class[], at, at + interval '1 hour', 'test'
         FROM date_trunc('milliseconds', clock_timestamp()) at RETURNING id`,
      [name, this.#made, classes],
    );
    const task = String(row?.id);
    for (const system of more.systems) {
      const own = `${name}_${system}`;
      await this.sql(
        `INSERT INTO entitlements (id, agent_id, system_id, tools, action_classes, resources, max_sensitivity, activation,
                                   max_ttl_seconds, starts_at, ends_at, reason, created_by_id)
         VALUES ('ent_' || $1::text, $2, $3, '{*}', $4::action_class[], '{}', 'confidential', 'automatic', 36000,
                 ${time} - interval '1 minute', ${time} + interval '30 days', 'test', $5)`,
        [own, name, system, classes, `usr_${name}`],
      );
      await this.sql(
        `INSERT INTO grants (id, task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
                             max_sensitivity, arguments, starts_at, ends_at, reason, created_by)
         SELECT 'grt_' || $1::text, id, ends_at, 'ent_' || $1::text, $2, '{*}', $3::action_class[], '{}', 'confidential', $5,
                started_at, ends_at, 'test', 'test' FROM tasks WHERE id = $4`,
        [own, system, classes, task, JSON.stringify(more.rules ?? {})],
      );
    }
    await this.sql(
      `INSERT INTO api_keys (id, name, key_hash, hint, roles, system_ids) VALUES ($1, $1, $2, 'none', '{pep}', $3)`,
      [`key_${name}`, createHash('sha256').update(key).digest('hex'), more.systems],
    );
    return { agent: name, task, key };
  }

  /** `system` may bring a query along. */
  url = (system: string): URL => new URL(`/mcp/${system}`, this.origin);

  headers = ({ key, task }: Worker): Record<string, string> => ({
    authorization: `Bearer ${key}`,
    'cordon-task': task,
  });

  /** Whether it asks again when there was no decision in time: on a busy machine that proves nothing. */
  isPatient = true;

  /** Sends one body as it stands. */
  async post(system: string, worker: Worker, body: unknown, headers: Record<string, string> = {}) {
    const deadline = performance.now() + 60_000;
    for (;;) {
      const reply = await this.#postOnce(system, worker, body, headers);
      if (reply.status !== 503 || !this.isPatient || performance.now() > deadline) return reply;
    }
  }

  async #postOnce(system: string, worker: Worker, body: unknown, headers: Record<string, string>) {
    const response = await fetch(this.url(system), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...this.headers(worker),
        ...headers,
      },
      body:
        typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, answer: answerIn(text) };
  }

  /** The decisions of a task, oldest first. */
  decisions(task: string) {
    return this.sql(
      `SELECT d.id, d.tool_id, d.outcome, d.reason, d.record::json -> 'arguments' AS arguments, r.status AS reported, r.reported_by
         FROM decisions d LEFT JOIN outcome_reports r ON r.decision_id = d.id
        WHERE d.task_id = $1 ORDER BY d.at, d.seq`,
      [task],
    );
  }
}

/** The last message in a body, whichever form it has. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came.
function answerIn(text: string): any {
  const events = [...text.matchAll(/^data: (.*)$/gm)].map((match) => match[1] ?? '');
  try {
    return JSON.parse(events.at(-1) ?? text);
  } catch {
    return null;
  }
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'nowhere'}`);
  const handler = (mcp as Record<string, unknown>)[request.method ?? ''] as typeof mcp.POST | undefined;
  const system = /^\/mcp\/([^/]+)$/.exec(url.pathname)?.[1];
  if (handler === undefined || system === undefined) {
    response.writeHead(handler === undefined ? 405 : 404).end();
    return;
  }
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && name !== 'connection') headers.set(name, String(value));
  }
  const hasBody = request.method === 'POST';
  const answer = await handler(
    new Request(url, {
      method: request.method ?? 'GET',
      headers,
      signal: gone.signal,
      ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' }),
    }),
    { params: Promise.resolve({ system }) },
  );
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.flushHeaders();
  if (answer.body === null) response.end();
  else
    Readable.fromWeb(answer.body as never)
      .on('error', () => {})
      .pipe(response);
}
