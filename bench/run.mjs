#!/usr/bin/env node
// Measures the live path: `npm run bench -- --help` shows what can be asked for.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
await build({
  absWorkingDir: root,
  entryPoints: ['bench/run.ts', 'bench/load-child.ts'],
  outdir: 'dist/bench',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  alias: { '@': root.replace(/\/$/, '') },
  logLevel: 'warning',
});
const run = spawn(process.execPath, ['dist/bench/run.mjs', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
run.on('exit', (code) => process.exit(code ?? 1));
