#!/usr/bin/env node
// `npm run measure:api | measure:ui | measure:tail | measure:review | measure:replay -- --help`: what the console costs on the data that it is given.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const [name, ...args] = process.argv.slice(2);
if (!['api', 'ui', 'tail', 'review', 'replay', 'screenshots'].includes(name)) {
  console.error(
    'There is measure:api, measure:ui, measure:tail, measure:review, measure:replay and screenshots.',
  );
  process.exit(2);
}
const built = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
await build({
  absWorkingDir: root,
  entryPoints: [`bench/measure/${name}.ts`],
  outdir: 'dist/bench',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  alias: { '@': root },
  logLevel: 'warning',
});
const run = spawn(process.execPath, [`dist/bench/${name}.mjs`, ...args], { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => run.kill(signal));
run.on('exit', (code) => process.exit(code ?? 1));
