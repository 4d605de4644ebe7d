import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, realpathSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DEBIAN_15_BIN_DIR, embeddedBinDir } from './binaries';
import { openDataFolder } from './data-folder';
import { EmbeddedError } from './error';
import { freePort } from './free-port';
import { bareEnvironment, chooseIdentity, commandFor, giveTo, type Identity, openPassage } from './identity';
import { clusterFolder, databaseFolder, initializeCluster, readPassword } from './initialize';
import { clearStalePostmaster, findPostmaster } from './postmaster-file';
import { holders, isRunning, signal, waitForEnd } from './processes';

export type EmbeddedOptions = {
  /** Cordon's data folder; created with mode 0700 when it is missing. */
  dataDir: string;
  /** Told in one line what is being done, when it takes a moment. */
  log?: (line: string) => void;
  /** Another server's programs; by default those of the registry package for this platform. */
  binDir?: string;
  /** The port to take if it is free; otherwise any free one below 32768. */
  port?: number | undefined;
  /** Further settings, over ours. */
  settings?: Record<string, string>;
  /** Further environment of PostgreSQL, which otherwise inherits only PATH. */
  env?: Record<string, string>;
};

export type Embedded = {
  url: string;
  pid: number;
  port: number;
  /** False when a PostgreSQL that was already running on this folder is being used. */
  isNew: boolean;
  /** Resolves when that process has ended, for whatever reason. */
  ended(): Promise<void>;
  /** Ends it in order; resolves when nothing runs any more. */
  stop(): Promise<void>;
};

// Durability is spelled out although it is the default: the ledger's promises stand on it.
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: '100',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  // After a kill PostgreSQL makes its whole folder durable before it recovers: one call, not one for each of
  // some 1,500 files, which on a slow disk is the difference between a second and a minute.
  ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
  jit: 'off',
  idle_in_transaction_session_timeout: '5s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
};
const LARGEST_LOG = 10 * 1024 * 1024;

/**
 * Starts PostgreSQL on the data folder and returns when it answers, with the database `cordon` in it. A
 * postmaster that is still running there (its parent was killed) is used again; what a killed one left
 * behind is cleared. It listens on the loopback address only, in a process group of its own, so that a
 * Ctrl-C in the terminal reaches us first.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const log = options.log ?? (() => {});
  const binDir = options.binDir ?? embeddedBinDir();
  const dataFolder = openDataFolder(options.dataDir);
  const cluster = clusterFolder(dataFolder);

  const running = await reachPostmaster(dataFolder);
  if (running !== null) {
    log(`Using the PostgreSQL that is still running (process ${running.pid})`);
    return running;
  }

  const identity = chooseIdentity(binDir, dataFolder);
  openPassage(identity, dataFolder);
  if (!existsSync(databaseFolder(dataFolder))) log('Creating the embedded database');
  await initializeCluster(dataFolder, binDir, identity);
  giveTo(identity, databaseFolder(dataFolder));
  checkVersion(cluster, binDir);
  await clearStalePostmaster(cluster);
  const newer = await reachPostmaster(dataFolder);
  if (newer !== null) return newer;

  // Another process may take the port, or start on the same folder, between our look and PostgreSQL's.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(attempt === 1 ? options.port : undefined);
    const outcome = await launch({ dataFolder, binDir, identity, port, options });
    if ('url' in outcome) return outcome;
    const theirs = await reachPostmaster(dataFolder);
    if (theirs !== null) return theirs;
    if (attempt === 5 || !/Address already in use|still in use|lock file/.test(outcome.complaint)) {
      throw new EmbeddedError(`PostgreSQL did not start: ${outcome.complaint || 'it said nothing'}`);
    }
    await sleep(200 * attempt);
  }
}

/** The same with Debian's PostgreSQL 15, for tests against a server that is not ours; null where it is not installed. */
export function debianPostgres(options: EmbeddedOptions): Promise<Embedded> | null {
  if (!existsSync(DEBIAN_15_BIN_DIR)) return null;
  return startEmbedded({ ...options, binDir: DEBIAN_15_BIN_DIR });
}

/** The PostgreSQL that runs on this data folder, without starting one. */
export function findEmbedded(dataDir: string): Promise<Embedded | null> {
  if (!existsSync(databaseFolder(dataDir))) return Promise.resolve(null);
  return reachPostmaster(realpathSync(dataDir));
}

async function reachPostmaster(dataFolder: string): Promise<Embedded | null> {
  const cluster = clusterFolder(dataFolder);
  const found = findPostmaster(cluster);
  if (found === null) return null;
  // One that is going down will not answer again; one that is coming up soon will.
  const deadline = Date.now() + 60_000;
  while (isRunning(found.pid)) {
    const now = findPostmaster(cluster);
    if (now !== null && now.pid === found.pid && now.port > 0 && now.status !== 'stopping') {
      const url = urlFor(dataFolder, now.port);
      const refusal = await ensureDatabase(url);
      if (refusal === null) return handleFor(dataFolder, now.pid, now.port, false);
      if (Date.now() > deadline) {
        throw new EmbeddedError(
          `the PostgreSQL on ${cluster} (process ${now.pid}) does not answer: ${refusal}`,
        );
      }
    }
    await sleep(50);
  }
  return null;
}

type Launch = {
  dataFolder: string;
  binDir: string;
  identity: Identity;
  port: number;
  options: EmbeddedOptions;
};

async function launch({
  dataFolder,
  binDir,
  identity,
  port,
  options,
}: Launch): Promise<Embedded | { complaint: string }> {
  const cluster = clusterFolder(dataFolder);
  const logFile = path.join(dataFolder, 'postgres.log');
  if (existsSync(logFile) && statSync(logFile).size > LARGEST_LOG) renameSync(logFile, `${logFile}.1`);
  const given = { ...SETTINGS, ...options.settings, port: String(port) };
  const { file, args, owner } = commandFor(identity, path.join(binDir, 'postgres'), [
    '-D',
    cluster,
    ...Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);

  // A file, not a pipe: PostgreSQL must be able to outlive us.
  const output = openSync(logFile, 'a', 0o600);
  const startOfOutput = statSync(logFile).size;
  const child = spawn(file, args, {
    ...owner,
    cwd: '/',
    env: bareEnvironment(options.env),
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  child.unref();
  let failure: string | null = null;
  child.on('error', (error) => {
    failure = error.message;
  });
  child.on('exit', () => {
    failure ??= tailOf(logFile, startOfOutput);
  });

  const deadline = Date.now() + 120_000; // recovery after a crash may have much to read
  while (failure === null) {
    const now = findPostmaster(cluster);
    if (now !== null && now.pid === child.pid && (await ensureDatabase(urlFor(dataFolder, port))) === null) {
      return handleFor(dataFolder, now.pid, port, true);
    }
    if (Date.now() > deadline) {
      if (child.pid !== undefined) await end(cluster, child.pid);
      return { complaint: 'it did not answer within two minutes' };
    }
    await sleep(15);
  }
  return { complaint: failure };
}

/** What PostgreSQL said; nothing when its folder has been removed, as tests do the moment it has ended. */
function tailOf(logFile: string, from: number): string {
  try {
    return readFileSync(logFile).subarray(from).toString().trim().slice(-2000);
  } catch {
    return '';
  }
}

function handleFor(dataFolder: string, pid: number, port: number, isNew: boolean): Embedded {
  const cluster = clusterFolder(dataFolder);
  return {
    url: urlFor(dataFolder, port),
    pid,
    port,
    isNew,
    ended: () => untilEnded(pid),
    stop: () => end(cluster, pid),
  };
}

async function untilEnded(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(100, undefined, { ref: false });
}

/** Fast shutdown; immediate after ten seconds; and what then still runs is killed. */
async function end(cluster: string, pid: number): Promise<void> {
  for (const [name, patienceMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isRunning(pid)) return;
    signal(pid, name);
    if (await waitForEnd([pid], patienceMs)) return;
  }
  throw new Error(`PostgreSQL (processes ${[pid, ...holders(cluster)].join(', ')}) cannot be stopped`);
}

function urlFor(dataFolder: string, port: number): string {
  return `postgresql://cordon:${readPassword(dataFolder)}@127.0.0.1:${port}/cordon`;
}

/** Creates the database `cordon` if it is missing. Returns why that is not possible (yet). */
async function ensureDatabase(url: string): Promise<string | null> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'cordon'`);
    if (rowCount === 0) await client.query('CREATE DATABASE cordon');
    return null;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    // Another process created it a moment ago.
    return code === '42P04' || code === '23505' ? null : message;
  } finally {
    await client.end().catch(() => {});
  }
}

function checkVersion(cluster: string, binDir: string): void {
  const made = readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim();
  const ours = versionOf(binDir);
  if (ours === null || made === ours) return;
  throw new EmbeddedError(
    `${cluster} was made by PostgreSQL ${made}, and this is ${ours}. Start the version that made it, ` +
      'write a backup with it, and restore that into an empty data folder',
  );
}

/** The major version, read from the programs' own sample files rather than by running them. */
function versionOf(binDir: string): string | null {
  for (const folder of ['../share/postgresql', '../share', '../../../../share/postgresql/15']) {
    const file = path.join(binDir, folder, 'postgres.bki');
    if (!existsSync(file)) continue;
    return /^# PostgreSQL (\d+)/.exec(readFileSync(file, 'utf8').slice(0, 100))?.[1] ?? null;
  }
  return null;
}
