// Generates, bundles and builds, each only when what it is made of has changed.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { onlyWhenNeeded } from './fingerprint.mjs';
import { bin, isMain, main, root, say, step } from './step.mjs';

const SCHEMA = ['prisma/schema', 'prisma.config.ts', 'package-lock.json'];

/** Prisma's client, which everything else imports. */
export function generate() {
  return onlyWhenNeeded('generate', SCHEMA, ['lib/db/generated/client.ts'], () =>
    step('Generating the database client', process.execPath, [bin('prisma/build/index.js'), 'generate']),
  );
}

/** The server, its supervisor and the command line, each one file plus the chunks that they share. */
export function bundle() {
  const inputs = [
    'server.ts',
    'supervise.ts',
    'cli',
    'lib',
    'prisma/seed.ts',
    'prisma/demo',
    'tsconfig.json',
  ];
  const outputs = ['dist/server.mjs', 'dist/supervise.mjs', 'dist/cordon.mjs', 'dist/replay.mjs'];
  return onlyWhenNeeded('bundle', [...SCHEMA, ...inputs, 'scripts/build.mjs'], outputs, async () => {
    say('  Bundling the server …');
    const begun = Date.now();
    const { build } = await import('esbuild');
    const dist = path.join(root, 'dist');
    for (const name of existsSync(dist) ? readdirSync(dist) : []) {
      if (/\.mjs(\.map)?$/.test(name)) rmSync(path.join(dist, name));
    }
    await build({
      absWorkingDir: root,
      entryPoints: {
        server: 'server.ts',
        supervise: 'supervise.ts',
        cordon: 'cli/main.ts',
        replay: 'lib/scheduler/replay-process.ts',
      },
      outdir: 'dist',
      outExtension: { '.js': '.mjs' },
      chunkNames: '[name]-[hash]',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      alias: { '@': root },
      sourcemap: true,
      logLevel: 'warning',
    });
    say(`  Bundling the server: done in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  });
}

/** The console. */
export function buildConsole() {
  const inputs = [
    'app',
    'components',
    'lib',
    'proxy.ts',
    'next.config.ts',
    'postcss.config.mjs',
    'tsconfig.json',
  ];
  return onlyWhenNeeded('console', [...SCHEMA, ...inputs], ['.next/BUILD_ID'], () =>
    step('Building the console (half a minute)', process.execPath, [bin('next/dist/bin/next'), 'build'], {
      env: { NODE_ENV: 'production' },
    }),
  );
}

export async function build({ console: withConsole = true } = {}) {
  await generate();
  await bundle();
  if (withConsole) await buildConsole();
}

if (isMain(import.meta.url)) await main(build);
