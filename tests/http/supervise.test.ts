import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '@/lib/embedded/free-port';
import { clusterFolder } from '@/lib/embedded/initialize';
import { findPostmaster } from '@/lib/embedded/postmaster-file';
import { holders, isRunning, signal, waitForEnd } from '@/lib/embedded/processes';

// Generous: what is promised is that it comes up, and disks differ by a factor of a hundred.
const PATIENCE = { timeout: 120_000, interval: 50 };
vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 });

let folder: string;
let port: number;
const running: Supervised[] = [];

type Supervised = { process: ChildProcess; pid: number; text(): string; exitCode(): Promise<number | null> };

beforeAll(async () => {
  if (!existsSync('dist/supervise.mjs') || !existsSync('.next/BUILD_ID'))
    throw new Error('run `npm run build` first');
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-supervise-'));
  port = await freePort();
});
afterEach(async () => {
  for (const { process: child, pid } of running.splice(0)) {
    child.kill('SIGKILL');
    await waitForEnd([pid], 60_000);
  }
  const left = findPostmaster(clusterFolder(folder));
  if (left !== null) {
    signal(left.pid, 'SIGQUIT');
    await waitForEnd([left.pid], 60_000);
  }
  // One that is left behind ends by itself; until then it would answer for the next.
  await expect.poll(() => serversOn(folder), PATIENCE).toEqual([]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function supervise(more: Record<string, string> = {}): Supervised {
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, ['dist/supervise.mjs'], {
    env: {
      ...env,
      NODE_ENV: 'production',
      PORT: String(port),
      CORDON_DATA_DIR: folder,
      CORDON_DEMO: '0',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const supervised = { process: child, pid: child.pid ?? 0, text: () => text, exitCode: () => ended };
  running.push(supervised);
  return supervised;
}

const isReady = () =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );
const untilReady = () => expect.poll(isReady, PATIENCE).toBe(true);

function known<T>(found: T | null): T {
  if (found === null) throw new Error('the process that was looked for does not run');
  return found;
}

/** Every server that was started on this data folder, whoever its parent is now. */
function serversOn(dataDir: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const isServer = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('server.mjs');
      const isHere = readFileSync(`/proc/${name}/environ`, 'utf8').includes(`CORDON_DATA_DIR=${dataDir}\0`);
      return isServer && isHere ? [Number(name)] : [];
    } catch {
      return []; // No process, or one that ended while we looked.
    }
  });
}

/** The server is the supervisor's only child that is not PostgreSQL. */
function serverOf(supervisor: number): number | null {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const isServer = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('server.mjs');
      if (Number(parent) === supervisor && isServer) return Number(name);
    } catch {
      // It ended while we looked.
    }
  }
  return null;
}

test('starts, prints where it is and the first admin’s link, and ends in order', async () => {
  const cordon = supervise();
  await untilReady();
  await expect.poll(cordon.text, PATIENCE).toContain(`Cordon is running at http://127.0.0.1:${port}`);
  expect(cordon.text()).toMatch(/http:\/\/127\.0\.0\.1:\d+\/\S*[?/]\S{20,}/);
  const server = serverOf(cordon.pid);
  cordon.process.kill('SIGTERM');
  expect(await cordon.exitCode()).toBe(0);
  expect(server === null ? null : isRunning(server)).toBe(false);
  expect(holders(clusterFolder(folder))).toEqual([]);
});

test('the server and PostgreSQL are started again when they are killed', async () => {
  const cordon = supervise();
  await untilReady();
  const server = known(serverOf(cordon.pid));
  const postgres = findPostmaster(clusterFolder(folder));
  signal(server, 'SIGKILL');
  await expect.poll(() => serverOf(cordon.pid) ?? server, PATIENCE).not.toBe(server);
  await untilReady();

  signal(known(postgres).pid, 'SIGKILL');
  await expect
    .poll(() => findPostmaster(clusterFolder(folder))?.pid ?? postgres?.pid, PATIENCE)
    .not.toBe(postgres?.pid);
  expect(findPostmaster(clusterFolder(folder))?.port).toBe(postgres?.port);
  await untilReady();
});

test('after kill -9 of the supervisor the server ends by itself, and the next start takes over', async () => {
  const first = supervise();
  await untilReady();
  const server = known(serverOf(first.pid));
  const postgres = findPostmaster(clusterFolder(folder))?.pid;
  first.process.kill('SIGKILL');
  expect(await waitForEnd([server], 60_000)).toBe(true);

  const second = supervise();
  await untilReady();
  expect(findPostmaster(clusterFolder(folder))?.pid).toBe(postgres);
  expect(second.text()).toContain('Using the PostgreSQL that is still running');

  const third = supervise();
  expect(await third.exitCode()).toBe(1);
  expect(third.text()).toContain('another Cordon');
  expect(await isReady()).toBe(true);
});

test('a server that is left without a supervisor, a database and anybody who reads what it says ends by itself', async () => {
  const cordon = supervise();
  await untilReady();
  const server = known(serverOf(cordon.pid));
  signal(known(findPostmaster(clusterFolder(folder))).pid, 'SIGKILL');
  cordon.process.kill('SIGKILL');
  cordon.process.stdout?.destroy();
  cordon.process.stderr?.destroy();
  expect(await waitForEnd([server], 60_000)).toBe(true);
});

test('killed at any moment of its start, it starts the next time', async () => {
  for (const [delayMs, isWithServer] of [
    [150, false],
    [400, false],
    [800, false],
    [1300, false],
    [0, true],
    [60, true],
    [120, true],
    [300, true],
  ] as const) {
    const cordon = supervise();
    // The moment at which the server is started moves with the machine, and what follows it with that.
    if (isWithServer) await expect.poll(() => serverOf(cordon.pid), PATIENCE).not.toBeNull();
    await sleep(delayMs);
    cordon.process.kill('SIGKILL');
    await cordon.exitCode();
    const postgres = findPostmaster(clusterFolder(folder));
    // Half of the time PostgreSQL goes down with it.
    if (delayMs > 500 && postgres !== null) signal(postgres.pid, 'SIGKILL');
  }
  const last = supervise();
  await untilReady();
  await expect.poll(() => serversOn(folder), PATIENCE).toEqual([serverOf(last.pid)]);
});

test('a stop in the middle of the start leaves nothing running', async () => {
  const cordon = supervise();
  await expect.poll(() => findPostmaster(clusterFolder(folder)), PATIENCE).not.toBeNull();
  cordon.process.kill('SIGINT');
  expect(await cordon.exitCode()).toBe(0);
  expect(holders(clusterFolder(folder))).toEqual([]);
});

test('a demo story whose seeding was cut short is told from the beginning', async () => {
  const cordon = supervise({ CORDON_DEMO: '', CORDON_DATA_DIR: path.join(folder, 'demo') });
  const cluster = clusterFolder(path.join(folder, 'demo'));
  await expect.poll(cordon.text, PATIENCE).toContain('Seeding the demo story');
  await sleep(300);
  cordon.process.kill('SIGKILL');
  await cordon.exitCode();
  expect(cordon.text()).not.toContain('Cordon is running');

  const again = supervise({ CORDON_DEMO: '', CORDON_DATA_DIR: path.join(folder, 'demo') });
  await expect.poll(again.text, PATIENCE).toContain('Cordon is running');
  expect(again.text()).toContain('Seeding the demo was interrupted; beginning again');
  again.process.kill('SIGTERM');
  expect(await again.exitCode()).toBe(0);
  expect(holders(cluster)).toEqual([]);
});

test('a port that is taken is named, and nothing is left running', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  try {
    const cordon = supervise();
    expect(await cordon.exitCode()).toBe(1);
    expect(cordon.text()).toContain(`Port ${port} is in use`);
    expect(holders(clusterFolder(folder))).toEqual([]);
  } finally {
    other.close();
  }
});

test('everything that is wrong with the environment is named at once', async () => {
  const cordon = supervise({ PORT: 'many', CORDON_URL: 'nowhere', DATABASE_URL: 'mysql://x/y' });
  expect(await cordon.exitCode()).toBe(1);
  for (const name of ['PORT must', 'CORDON_URL must', 'DATABASE_URL must'])
    expect(cordon.text()).toContain(name);
});
