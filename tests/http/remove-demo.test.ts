import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { OverviewView } from '@/lib/contract/overview';
import { RemovedDemoView, SetupView } from '@/lib/contract/setup';
import { freePort } from '@/lib/embedded/free-port';

// The whole demo story is seeded by the real start, removed in one action, and the ledger verified by the operator's
// command afterwards.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let dataDir: string;
let origin: string;
let server: ChildProcess;
const env = () => {
  const { DATABASE_URL: _url, CORDON_URL: _origin, ...rest } = process.env;
  const port = new URL(origin).port;
  return { ...rest, NODE_ENV: 'production' as const, PORT: port, CORDON_DATA_DIR: dataDir, CORDON_DEMO: '1' };
};
const cordon = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, ['dist/cordon.mjs', ...args], { env: env() })).stdout.trim();

beforeAll(async () => {
  if (!existsSync('dist/supervise.mjs') || !existsSync('.next/BUILD_ID'))
    throw new Error('run `npm run build` first');
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'cordon-demo-'));
  origin = `http://127.0.0.1:${await freePort()}`;
  server = spawn(process.execPath, ['dist/supervise.mjs'], { env: env(), stdio: 'ignore' });
  await vi.waitFor(async () => expect((await fetch(`${origin}/readyz`)).status).toBe(200), {
    timeout: 150_000,
    interval: 300,
  });
});
afterAll(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
});

test('all of the demo goes in one action, and the ledger verifies as before', async () => {
  const key = await cordon('api-key', 'create', '--name', 'test', '--role', 'admin');
  const call = async (method: 'GET' | 'POST', at: string) => {
    const response = await fetch(origin + at, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(method === 'POST' && { body: '{}' }),
    });
    expect(response.status, at).toBeLessThan(300);
    return response.json();
  };
  const before = SetupView.parse(await call('GET', '/api/v1/setup'));
  expect(before.demo).toMatchObject({ agents: 8, systems: 6, keys: 1, people: 4 });
  const decided = OverviewView.parse(await call('GET', '/api/v1/overview?range=7d')).decisions;
  expect(decided).toBeGreaterThan(100);

  const { removed, kept } = RemovedDemoView.parse(await call('POST', '/api/v1/setup/remove-demo'));
  // Nobody has set a password here: somebody must stay who can.
  expect(kept).toEqual([{ kind: 'person', id: 'ana@example.com', why: 'is the only admin' }]);
  expect(removed).toEqual({ ...before.demo, people: before.demo.people - 1 });
  const after = SetupView.parse(await call('GET', '/api/v1/setup'));
  expect(after.demo).toEqual({ agents: 0, people: 1, systems: 0, keys: 0, tasks: 0 });
  expect(after.inventory).toEqual({ agents: 0, systems: 0 });
  const overview = OverviewView.parse(await call('GET', '/api/v1/overview?range=7d'));
  expect(overview.counts).toEqual({ agents: 0, tasksRunning: 0, grantsLive: 0, entitlementsLive: 0 });
  expect(overview.needsYou).toEqual([]);
  expect(overview.enforcementPoints).toEqual([]);
  // What happened happened.
  expect(overview.decisions).toBeGreaterThanOrEqual(decided - 50);
  expect(await call('GET', '/api/v1/findings')).toMatchObject({
    items: [expect.objectContaining({ kind: 'key_endless' })],
  });
  expect(await cordon('verify')).toContain('The ledger is as it was written.');
});
