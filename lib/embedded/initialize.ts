import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedError } from './error';
import { bareEnvironment, commandFor, giveTo, type Identity } from './identity';
import { isRunning } from './processes';

const HALF_MADE = 'initializing-';

/** Where a data folder keeps its cluster. The two belong together and appear together. */
export const databaseFolder = (dataFolder: string) => path.join(dataFolder, 'database');
export const clusterFolder = (dataFolder: string) => path.join(databaseFolder(dataFolder), 'cluster');
export const readPassword = (dataFolder: string) =>
  readFileSync(path.join(databaseFolder(dataFolder), 'password'), 'utf8');

/**
 * Creates the cluster and its password, unless they exist. Made in a folder aside and renamed when
 * complete: an initdb that was killed half way leaves nothing that looks like a cluster.
 */
export async function initializeCluster(
  dataFolder: string,
  binDir: string,
  identity: Identity,
): Promise<void> {
  await dropHalfMade(dataFolder);
  if (existsSync(databaseFolder(dataFolder))) return;

  const aside = path.join(dataFolder, `${HALF_MADE}${process.pid}`);
  mkdirSync(aside, { mode: 0o700 });
  const passwordFile = path.join(aside, 'password');
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  giveTo(identity, aside);

  await run(
    commandFor(identity, path.join(binDir, 'initdb'), [
      ...['-D', path.join(aside, 'cluster'), '-U', 'cordon', `--pwfile=${passwordFile}`],
      // Sorted by code points, which is what ids want, and twice as quick as by a language.
      ...['-E', 'UTF8', '--locale', 'C.UTF-8', '--lc-collate', 'C'],
      ...['-A', 'scram-sha-256', '--data-checksums'],
    ]),
  );
  try {
    renameSync(aside, databaseFolder(dataFolder));
  } catch (error) {
    // Another process initialised the same folder at the same moment; its cluster is as good.
    if (!existsSync(databaseFolder(dataFolder))) throw error;
    rmSync(aside, { recursive: true, force: true });
  }
}

async function dropHalfMade(dataFolder: string): Promise<void> {
  for (const name of readdirSync(dataFolder)) {
    if (!name.startsWith(HALF_MADE)) continue;
    const maker = Number(name.slice(HALF_MADE.length));
    if (maker !== process.pid && isRunning(maker)) continue;
    await removeFolder(path.join(dataFolder, name));
  }
}

/** The initdb of a maker that was killed may write on for a moment, into what is being removed. */
async function removeFolder(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' || attempt === 100) throw error;
      await sleep(50);
    }
  }
}

function run({ file, args, owner }: ReturnType<typeof commandFor>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...owner,
      cwd: '/',
      env: bareEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr?.on('data', (chunk) => {
      complaint = (complaint + chunk).slice(-2000);
    });
    child.on('error', (error) => reject(new EmbeddedError(`initdb cannot be started: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new EmbeddedError(`initdb failed: ${complaint.trim() || `exit code ${code}`}`));
    });
  });
}
