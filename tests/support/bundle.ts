import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { isRunning } from '@/lib/embedded/processes';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** A bug planted in one source file while it is bundled. The file itself is never touched. */
export type Planted = { file: string; find: string; replace: string };

const built = new Map<string, Promise<string>>();

const PREFIX = 'cordon-bundle-';

/** Removes what ended test processes have left: they are killed rather than asked to tidy up. */
function removeAbandoned(): void {
  for (const name of readdirSync(os.tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

/**
 * Bundles an entry file as the product is bundled, and answers where the result lies. Built once a
 * process for each set of planted bugs. Throws when a bug no longer fits the source: a mutant that changes
 * nothing would prove nothing.
 */
export function bundle(entry: string, planted: readonly Planted[] = []): Promise<string> {
  const key = JSON.stringify([entry, planted]);
  const known = built.get(key);
  if (known !== undefined) return known;
  if (built.size === 0) removeAbandoned();
  const made = make(entry, planted);
  built.set(key, made);
  return made;
}

async function make(entry: string, planted: readonly Planted[]): Promise<string> {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`)));
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: path.join(folder, 'bundle.mjs'),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    alias: { '@': ROOT },
    logLevel: 'error',
    plugins: planted.length === 0 ? [] : [plant(planted)],
  });
  // Packages are found from here as they are from the source.
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  const file = path.join(folder, 'bundle.mjs');
  writeFileSync(file, outputFiles[0]?.contents ?? '');
  return file;
}

function plant(planted: readonly Planted[]): Plugin {
  return {
    name: 'planted-bugs',
    setup(builder) {
      const missing = new Set(planted);
      builder.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const here = planted.filter((one) => path.join(ROOT, one.file) === file);
        if (here.length === 0) return null;
        let contents = readFileSync(file, 'utf8');
        for (const one of here) {
          if (!contents.includes(one.find)) throw new Error(`${one.file} has no \`${one.find}\``);
          contents = contents.replace(one.find, () => one.replace);
          missing.delete(one);
        }
        return { contents, loader: 'ts' };
      });
      builder.onEnd(() => {
        const [first] = missing;
        if (first !== undefined) throw new Error(`${first.file} is not part of the bundle`);
      });
    },
  };
}
