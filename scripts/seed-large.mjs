// `npm run seed:large -- --help`: fills an installation with a large inventory and its past.
import { build as bundle } from 'esbuild';
import { build } from './build.mjs';
import { main, root } from './step.mjs';

await main(async () => {
  await build({ console: false });
  await bundle({
    absWorkingDir: root,
    entryPoints: { 'seed-large': 'bench/seed-large.ts' },
    outdir: 'dist/large',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    alias: { '@': root },
    sourcemap: true,
    logLevel: 'warning',
  });
  await import('../dist/large/seed-large.mjs');
});
