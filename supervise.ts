import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrate } from '@/lib/db/migrate';
import { type Lease, leaseEmbedded } from '@/lib/embedded/lease';
import type { Embedded } from '@/lib/embedded/start';
import { type Environment, environmentOrExit, loadSecrets, SERVER_FLAGS } from '@/lib/environment';
import { migrateScheduler } from '@/lib/scheduler/migrate';
import { sealLedger } from '@/lib/services/checkpoint/seal';
import { notesServer } from '@/prisma/demo/notes-server';

const SERVER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'server.mjs');
/** The server's way of saying that starting it again would not help. */
const EXIT_UNUSABLE = 78;
const STOP_PATIENCE_MS = 15_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** A server that ran this long was sound: the next pause is short again. */
const SOUND_AFTER_MS = 60_000;

const say = (line: string) => console.log(line);
const isDevelopment = process.env.CORDON_DEV === '1';
const begun = Date.now();

const environment = environmentOrExit();
const UNFINISHED_DEMO = path.join(environment.dataDir, 'demo-unfinished');
const running = {
  lease: null as Lease | null,
  database: null as Embedded | null,
  starting: null as Promise<unknown> | null,
  server: null as ChildProcess | null,
  stoppingSince: null as number | null,
};

// A closed pipe (`npm start | head`) is no reason to end, and saying so would meet it again.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => onSignal());

try {
  await start();
} catch (error) {
  // A stop in the middle of starting breaks whatever was under way; that is no failure.
  if (running.stoppingSince === null) {
    console.error(`Cordon cannot start: ${(error as Error).message}`);
    await stop(1);
  }
}

async function start(): Promise<void> {
  let databaseUrl = environment.databaseUrl;
  if (databaseUrl === null) {
    running.lease = leaseEmbedded('supervisor', { dataDir: environment.dataDir, log: say });
    const starting = running.lease.start();
    running.starting = starting;
    running.database = await starting;
    databaseUrl = running.database.url;
    if (existsSync(UNFINISHED_DEMO)) await startAfresh(databaseUrl);
  }
  await migrate(databaseUrl, { log: say });
  await migrateScheduler(databaseUrl);
  // Before the demo, which may sign; and so that two instances on one folder do not both make them.
  loadSecrets(environment.dataDir, environment.secret);
  await seedWhenWanted(databaseUrl, environment);

  const origin = environment.publicUrl;
  let isFirst = true;
  keepServing(
    () => running.database?.url ?? environment.databaseUrl ?? '',
    async () => {
      if (!isFirst) return say('The server is back.');
      isFirst = false;
      await greet(running.database?.url ?? environment.databaseUrl ?? '', origin);
    },
  );
  if (running.database !== null) void keepDatabase(running.lease as Lease, running.database);
}

/** The demo story goes into an empty database only, when it is asked for or the database is our own. */
async function seedWhenWanted(databaseUrl: string, { demo, databaseUrl: own }: Environment): Promise<void> {
  if (!(demo ?? own === null) || !(await isEmpty(databaseUrl))) return;
  const { seedDemo } = await import('@/prisma/seed');
  say('Seeding the demo story');
  writeFileSync(UNFINISHED_DEMO, '');
  await seedDemo(databaseUrl, environment);
  await sealHistory(databaseUrl);
  rmSync(UNFINISHED_DEMO);
}

/** With the demo comes an MCP server to try the gateway on, unless the operator names servers. */
function demoServers(): { CORDON_MCP_STDIO?: string } {
  const { demo, databaseUrl: own, dataDir } = environment;
  if (!(demo ?? own === null) || process.env.CORDON_MCP_STDIO) return {};
  const servers = notesServer(dataDir);
  return servers === null ? {} : { CORDON_MCP_STDIO: servers };
}

/** The story's past is older than what the every-minute checkpoint looks at. */
async function sealHistory(databaseUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, connectionTimeoutMillis: 10_000 });
  try {
    await sealLedger(pool, { dataDir: environment.dataDir, secret: environment.secret, everything: true });
  } finally {
    await pool.end();
  }
}

/**
 * Empties an embedded database in which the seeding of the demo was cut short. It was empty when that
 * began, and no server has run on it since, so nobody loses anything.
 */
async function startAfresh(databaseUrl: string): Promise<void> {
  say('Seeding the demo was interrupted; beginning again');
  const maintenance = new URL(databaseUrl);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('DROP DATABASE IF EXISTS cordon WITH (FORCE)');
    await client.query('CREATE DATABASE cordon');
  } finally {
    await client.end();
  }
  rmSync(UNFINISHED_DEMO);
}

/** Nobody has signed in and nothing was entered; the first admin's unused account does not count. */
async function isEmpty(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT NOT EXISTS (SELECT FROM users WHERE coalesce(password_hash, oidc_subject) IS NOT NULL)
          AND NOT EXISTS (SELECT FROM systems) AND NOT EXISTS (SELECT FROM agents) AS empty`,
    );
    return rows[0].empty;
  } finally {
    await client.end();
  }
}

/** Starts the server, and again whenever it ends by itself, with growing pauses. */
function keepServing(databaseUrl: () => string, onReady: () => Promise<unknown>): void {
  let pauseMs = FIRST_PAUSE_MS;
  const launch = () => {
    const startedAt = Date.now();
    const server = fork(SERVER, {
      env: {
        ...process.env,
        NODE_ENV: isDevelopment ? 'development' : 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        DATABASE_URL: databaseUrl(),
        CORDON_DATA_DIR: environment.dataDir,
        ...demoServers(),
      },
      execArgv: [...SERVER_FLAGS],
    });
    running.server = server;
    server.on('message', (message: { ready?: boolean }) => {
      if (message.ready === true) void onReady();
    });
    server.on('exit', async (code, signal) => {
      running.server = null;
      if (running.stoppingSince !== null) return;
      if (code === EXIT_UNUSABLE) return void stop(1);
      if (Date.now() - startedAt > SOUND_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      console.error(
        `The server ended (${signal ?? `exit code ${code}`}); starting it again in ${pauseMs} ms.`,
      );
      await sleep(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      if (running.stoppingSince === null) launch();
    });
  };
  launch();
}

/** Starts PostgreSQL again when it ends by itself, on the port the server knows whenever that is free. */
async function keepDatabase(lease: Lease, first: Embedded): Promise<void> {
  for (let current = first; ; ) {
    await current.ended();
    if (running.stoppingSince !== null) return;
    console.error('PostgreSQL ended; starting it again.');
    const starting = lease.start(current.port);
    running.starting = starting;
    try {
      const next = await starting;
      running.database = next;
      // The server holds the old address; its supervisor starts it again with the new one.
      if (next.url !== current.url) running.server?.kill('SIGTERM');
      current = next;
    } catch (error) {
      if (running.stoppingSince !== null) return;
      console.error(`PostgreSQL cannot be started: ${(error as Error).message}`);
      await sleep(LONGEST_PAUSE_MS);
    }
  }
}

async function greet(databaseUrl: string, origin: string): Promise<void> {
  const link = await import('@/lib/services/user/first-admin-link')
    .then(({ firstAdminLink }) => firstAdminLink(databaseUrl, origin))
    .catch((error: Error) => {
      console.error(`The first admin's link could not be made: ${error.message}`);
      return null;
    });
  const lines = [
    '',
    `  Cordon is running at ${origin}`,
    ...(link === null ? [] : ["  Set the first admin's password (once):", `    ${link}`]),
    `  Database: ${running.database === null ? 'DATABASE_URL' : `embedded, in ${environment.dataDir}`}`,
    `  Started in ${((Date.now() - begun) / 1000).toFixed(1)} s. Ctrl-C ends it.`,
    '',
  ];
  say(lines.join('\n'));
}

function onSignal(): void {
  if (running.stoppingSince === null) {
    void stop(0);
    return;
  }
  // npm passes on the Ctrl-C that the terminal has already delivered: that is not a second one.
  if (Date.now() - running.stoppingSince < 500) return;
  console.error('Ending at once.');
  running.server?.kill('SIGKILL');
  process.exit(130);
}

/** In order: the server, which writes its last checkpoint; then the database. */
async function stop(code: number): Promise<void> {
  if (running.stoppingSince !== null) return;
  running.stoppingSince = Date.now();
  const { server } = running;
  if (server !== null && server.exitCode === null) {
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    server.kill('SIGTERM');
    const late = setTimeout(() => server.kill('SIGKILL'), STOP_PATIENCE_MS);
    await ended;
    clearTimeout(late);
  }
  await running.starting?.catch(() => {});
  await running.lease?.leave().catch((error: Error) => console.error(error.message));
  process.exit(code);
}
