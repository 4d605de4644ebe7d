import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLibrarySymlinks, DEBIAN_15_BIN_DIR, embeddedBinDir } from './binaries';
import { chooseIdentity } from './identity';
import { clusterFolder, databaseFolder } from './initialize';
import { findPostmaster } from './postmaster-file';
import { holders, isRunning, waitForEnd } from './processes';
import { debianPostgres, type Embedded, startEmbedded } from './start';

const isRoot = process.getuid?.() === 0;
let base: string;
let ready: string;
let folder: string;
const started: Embedded[] = [];
const children: ChildProcess[] = [];

/** Small, because several run at once here; durable as always. */
const settings = { shared_buffers: '16MB' };
const start = async (dataDir = folder, more: Partial<Parameters<typeof startEmbedded>[0]> = {}) => {
  const embedded = await startEmbedded({ dataDir, settings, ...more });
  started.push(embedded);
  return embedded;
};

beforeAll(async () => {
  base = mkdtempSync(path.join(os.tmpdir(), 'cordon-embedded-'));
  // Like /tmp itself, so that it depends on the test whether uid 65534 may pass.
  chmodSync(base, 0o755);
  // Initialised once; the tests work on copies.
  ready = path.join(base, 'ready');
  await (await startEmbedded({ dataDir: ready, settings })).stop();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

beforeEach(() => {
  folder = path.join(base, `d${readdirSync(base).length}`);
});
afterEach(async () => {
  for (const embedded of started.splice(0)) await embedded.stop();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A stopped cluster of our own, in the folder. */
function copyReady(to = folder): void {
  cpSync(ready, to, { recursive: true, preserveTimestamps: true });
  if (!isRoot) return;
  const give = (at: string, like: string) => {
    const { uid, gid } = statSync(like);
    chownSync(at, uid, gid);
    if (statSync(at).isDirectory())
      for (const name of readdirSync(at)) give(path.join(at, name), path.join(like, name));
  };
  give(to, ready);
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await waitForEnd([pid], 5000);
}

const pidFile = () => path.join(clusterFolder(folder), 'postmaster.pid');
/** A `postmaster.pid` that names a process, as one that was killed leaves it behind. */
const leavePidFile = (pid: number) =>
  writeFileSync(
    pidFile(),
    [pid, clusterFolder(folder), 1, 25000, '', '127.0.0.1', '  1 1', 'ready   '].join('\n'),
  );

test('a new folder becomes a running database that is durable, local and closed to others', async () => {
  const embedded = await start();
  expect(embedded.isNew).toBe(true);
  expect(embedded.port).toBeGreaterThanOrEqual(20_000);
  expect(embedded.port).toBeLessThan(32_768);
  const [row] = await query(
    embedded.url,
    `SELECT current_database() AS db, current_user AS who, current_setting('fsync') AS fsync,
            current_setting('synchronous_commit') AS commit, current_setting('full_page_writes') AS pages,
            current_setting('data_checksums') AS checksums, current_setting('listen_addresses') AS listens,
            current_setting('unix_socket_directories') AS sockets, current_setting('password_encryption') AS password,
            current_setting('server_encoding') AS encoding, current_setting('jit') AS jit`,
  );
  expect(row).toEqual({
    db: 'cordon',
    who: 'cordon',
    fsync: 'on',
    commit: 'on',
    pages: 'on',
    checksums: 'on',
    listens: '127.0.0.1',
    sockets: '',
    password: 'scram-sha-256',
    encoding: 'UTF8',
    jit: 'off',
  });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(databaseFolder(folder)).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(databaseFolder(folder), 'password')).mode & 0o777).toBe(0o600);
  const wrong = new URL(embedded.url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
});

test('what was written is there after a stop and a start, and nothing runs in between', async () => {
  copyReady();
  const first = await start();
  await query(first.url, 'CREATE TABLE t (n int); INSERT INTO t VALUES (42);');
  await first.stop();
  expect(isRunning(first.pid)).toBe(false);
  expect(holders(clusterFolder(folder))).toEqual([]);
  const second = await start();
  expect(await query(second.url, 'SELECT n FROM t')).toEqual([{ n: 42 }]);
});

test('a postmaster whose parent was killed is used again', async () => {
  copyReady();
  const first = await start();
  const second = await start();
  expect(second).toMatchObject({ pid: first.pid, port: first.port, url: first.url, isNew: false });
});

test('two starts at once end on one postmaster', async () => {
  copyReady();
  const [one, two] = await Promise.all([start(), start()]);
  expect(two.pid).toBe(one.pid);
  expect(await query(two.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('two starts at once on a new folder make one cluster', async () => {
  const [one, two] = await Promise.all([start(), startInOtherProcess(folder)]);
  expect(two.url).toBe(one.url);
});

test('after kill -9 of the postmaster nothing acknowledged is lost', async () => {
  copyReady();
  const first = await start();
  await query(first.url, 'CREATE TABLE t (n int)');
  const client = new pg.Client({ connectionString: first.url });
  client.on('error', () => {});
  await client.connect();
  let acknowledged = 0;
  const writing = (async () => {
    for (;;) {
      await client.query('INSERT INTO t VALUES ($1)', [acknowledged]);
      acknowledged += 1;
    }
  })().catch(() => {});
  while (acknowledged < 50) await new Promise((resolve) => setImmediate(resolve));
  await kill(first.pid);
  const second = await start();
  await writing;
  const [row] = await query<{ n: number }>(second.url, 'SELECT count(*)::int AS n FROM t');
  expect(row?.n).toBeGreaterThanOrEqual(acknowledged);
});

test('a postmaster.pid that names an unrelated process is cleared, and that process lives on', async () => {
  copyReady();
  const other = spawn('sleep', ['60'], { stdio: 'ignore' });
  children.push(other);
  leavePidFile(other.pid ?? 0);
  const embedded = await start();
  expect(embedded.isNew).toBe(true);
  expect(isRunning(other.pid ?? 0)).toBe(true);
});

test.skipIf(process.platform !== 'linux')('a postmaster.pid that names a zombie is cleared', async () => {
  copyReady();
  // A shell that starts a child and then becomes `sleep`, which never asks how the child ended. Before that
  // the shell itself might ask, so the child ends only afterwards.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(parent);
  const zombie = await new Promise<number>((resolve) =>
    parent.stdout?.once('data', (text) => resolve(Number(text))),
  );
  await expect
    .poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8'), { timeout: 60_000 })
    .toBe('sleep\n');
  process.kill(zombie, 'SIGKILL');
  await expect
    .poll(() => readFileSync(`/proc/${zombie}/stat`, 'utf8'), { timeout: 60_000 })
    .toContain(') Z ');
  expect(isRunning(zombie)).toBe(false);
  leavePidFile(zombie);
  expect((await start()).isNew).toBe(true);
});

test('the postmaster.pid of a running postmaster is never removed', async () => {
  copyReady();
  const first = await start();
  expect(findPostmaster(clusterFolder(folder))?.pid).toBe(first.pid);
  await start();
  expect(existsSync(pidFile())).toBe(true);
});

test('an initialisation that was killed half way is done again', async () => {
  const child = runStart(folder);
  await expect
    .poll(() => readdirSync(base).includes(path.basename(folder)) && hasHalf(), {
      interval: 5,
      timeout: 60_000,
    })
    .toBe(true);
  child.kill('SIGKILL');
  await waitForEnd([child.pid ?? 0], 5000);
  expect(existsSync(databaseFolder(folder))).toBe(false);
  const embedded = await start();
  expect(await query(embedded.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  expect(hasHalf()).toBe(false);
});
const hasHalf = () =>
  readdirSync(folder).some(
    (name) => name.startsWith('initializing-') && existsSync(path.join(folder, name, 'cluster')),
  );

test('a port that is taken is passed over', async () => {
  copyReady();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    expect((await start(folder, { port })).port).not.toBe(port);
  } finally {
    server.close();
  }
});

test('a wanted port that is free is taken', async () => {
  copyReady();
  const first = await start();
  await first.stop();
  expect((await start(folder, { port: first.port })).port).toBe(first.port);
});

test('the data of another major version is refused, and the way out is named', async () => {
  copyReady();
  writeFileSync(path.join(clusterFolder(folder), 'PG_VERSION'), '14\n');
  await expect(start()).rejects.toThrow(/made by PostgreSQL 14.*DATABASE_URL/s);
});

test('what PostgreSQL says when it cannot start is in the error', async () => {
  copyReady();
  await expect(start(folder, { settings: { shared_buffers: 'much' } })).rejects.toThrow(
    /shared_buffers.*DATABASE_URL/s,
  );
});

test('libraries that an installation without scripts left unlinked are linked, once', () => {
  const packageDir = path.resolve(embeddedBinDir(), '../..');
  const copy = path.join(base, 'package');
  mkdirSync(path.join(copy, 'native', 'lib'), { recursive: true });
  cpSync(path.join(packageDir, 'native/pg-symlinks.json'), path.join(copy, 'native/pg-symlinks.json'));
  const links = JSON.parse(readFileSync(path.join(copy, 'native/pg-symlinks.json'), 'utf8'));
  for (const { source } of links) writeFileSync(path.join(copy, source), 'library');
  symlinkSync('libpq.so.5.18', path.join(copy, 'native/lib/libpq.so.5'));
  for (let round = 0; round < 2; round += 1) createLibrarySymlinks(copy);
  for (const { target } of links) expect(readFileSync(path.join(copy, target), 'utf8')).toBe('library');
  expect(links.length).toBeGreaterThan(3);
});

/** Whether anybody may pass to this folder: a clone in root's home is closed to others. */
function isOpen(folder: string): boolean {
  const parent = path.dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (parent === folder || isOpen(parent));
}

describe.runIf(isRoot && process.platform === 'linux')('as root', () => {
  let binDir: string;
  beforeAll(() => {
    binDir = embeddedBinDir();
    if (isOpen(binDir)) return;
    const native = path.join(base, 'native');
    cpSync(path.dirname(binDir), native, { recursive: true, verbatimSymlinks: true });
    binDir = path.join(native, 'bin');
  });

  test('PostgreSQL becomes uid 65534 where that may pass', async () => {
    copyReady();
    const embedded = await start(folder, { binDir });
    expect(statSync(`/proc/${embedded.pid}`).uid).toBe(65534);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('behind a closed folder it stays the owner, in a user namespace', async () => {
    const closed = path.join(base, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    folder = path.join(closed, 'data');
    copyReady();
    const embedded = await start();
    expect(await query(embedded.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(statSync(clusterFolder(folder)).uid).toBe(0);
  });

  test('a cluster that was made under another identity is handed over', async () => {
    copyReady();
    const first = await start(folder, { binDir });
    await query(first.url, 'CREATE TABLE t AS SELECT 7 AS n');
    await first.stop();
    chmodSync(base, 0o700);
    try {
      const second = await start(folder, { binDir });
      expect(await query(second.url, 'SELECT n FROM t')).toEqual([{ n: 7 }]);
      expect(statSync(clusterFolder(folder)).uid).toBe(0);
      await second.stop();
    } finally {
      chmodSync(base, 0o755);
    }
    const third = await start(folder, { binDir });
    expect(await query(third.url, 'SELECT n FROM t')).toEqual([{ n: 7 }]);
    expect(statSync(clusterFolder(folder)).uid).toBe(65534);
  });

  test("inside another user's closed folder it becomes that user", async () => {
    const home = path.join(base, 'home');
    mkdirSync(home, { mode: 0o700 });
    chownSync(home, 1, 1);
    folder = path.join(home, 'data');
    const embedded = await start(folder, { binDir });
    expect(statSync(`/proc/${embedded.pid}`).uid).toBe(1);
  });

  test('where neither is possible the error says so and names DATABASE_URL', () => {
    const closed = path.join(base, 'no-way');
    mkdirSync(closed, { mode: 0o700 });
    const before = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      expect(() => chooseIdentity(embeddedBinDir(), path.join(closed, 'data'))).toThrow(
        /refuses to run as root.*DATABASE_URL/s,
      );
    } finally {
      process.env.PATH = before;
    }
  });

  // Another user must be able to read this clone.
  test.runIf(isOpen(process.cwd()))('any other user runs it as themselves', async () => {
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, 65534, 65534);
    const { url, uid } = await startInOtherProcess(folder, 65534);
    expect(uid).toBe(65534);
    expect(await query(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    const left = findPostmaster(clusterFolder(folder));
    if (left !== null) process.kill(left.pid, 'SIGQUIT');
  });
});

describe.runIf(existsSync(DEBIAN_15_BIN_DIR))("Debian's PostgreSQL 15", () => {
  test('starts and stops with the same launcher', async () => {
    const embedded = await debianPostgres({ dataDir: folder, settings });
    if (embedded === null) throw new Error('it is installed');
    started.push(embedded);
    const [row] = await query<{ version: string }>(
      embedded.url,
      `SELECT current_setting('server_version') AS version`,
    );
    expect(row?.version).toMatch(/^15\./);
  });
});

/** Starts PostgreSQL from another Node process, which prints what it got and ends without stopping it. */
function runStart(dataDir: string, uid?: number): ChildProcess {
  const script = path.resolve('tests/setup/start-embedded.mjs');
  const child = spawn(process.execPath, [script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.push(child);
  return child;
}

function startInOtherProcess(dataDir: string, uid?: number): Promise<{ url: string; uid: number }> {
  return new Promise((resolve, reject) => {
    const child = runStart(dataDir, uid);
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        reject(new Error(`the other process printed: ${text}`));
      }
    });
  });
}
