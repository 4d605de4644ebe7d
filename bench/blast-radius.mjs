#!/usr/bin/env node
// Measures how long a blast radius takes to compute over a large inventory.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
await build({
  absWorkingDir: root,
  entryPoints: ['bench/blast-radius.ts'],
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
const run = spawn(process.execPath, ['dist/bench/blast-radius.mjs'], { cwd: root, stdio: 'inherit' });
run.on('exit', (code) => process.exit(code ?? 1));
