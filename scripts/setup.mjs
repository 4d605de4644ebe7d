// Installs the packages and builds, each only when needed.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isMain, main, root, step } from './step.mjs';

/** Installs what package-lock.json names, unless exactly that is installed. */
export async function install({ forTests = false } = {}) {
  if (isInstalled(forTests)) return;
  const npm = process.env.npm_execpath;
  const [file, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  await step('Installing packages (a minute, the first time)', file, [
    ...args,
    'ci',
    '--no-audit',
    '--no-fund',
  ]);
}

/**
 * Whether node_modules is what the lock file asks for. npm writes its own list there last, so an
 * installation that was interrupted does not pass. Optional packages may be missing: they are chosen
 * by platform.
 */
function isInstalled(forTests) {
  const listFile = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(listFile)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(listFile, 'utf8')).packages;
  return Object.entries(wanted).every(([name, { version, integrity, optional, dev, devOptional }]) => {
    if (name === '' || optional || (!forTests && (dev || devOptional))) return true;
    return present[name]?.version === version && present[name]?.integrity === integrity;
  });
}

/** Everything that a start needs. */
export async function setup({ forTests = false, console: withConsole = true } = {}) {
  await install({ forTests });
  // Not before the packages are there: it imports one of them.
  const { build } = await import('./build.mjs');
  await build({ console: withConsole });
}

if (isMain(import.meta.url)) await main(() => setup({ forTests: true }));
