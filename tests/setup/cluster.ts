import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/lib/db/migrate';
import { DEBIAN_15_BIN_DIR } from '@/lib/embedded/binaries';
import { clusterFolder } from '@/lib/embedded/initialize';
import { findPostmaster } from '@/lib/embedded/postmaster-file';
import { isRunning, signal, waitForEnd } from '@/lib/embedded/processes';
import { type Embedded, startEmbedded } from '@/lib/embedded/start';

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: string;
    template: string;
  }
}

const PREFIX = 'cordon-test-';
const SHARED = Symbol.for('cordon.tests.cluster');
type Shared = { users: number; cluster: Promise<{ embedded: Embedded; folder: string; template: string }> };
type Holder = typeof globalThis & { [SHARED]?: Shared };

/** One cluster for all projects of a run, durable as in earnest, with a migrated database to clone. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const holder = globalThis as Holder;
  holder[SHARED] ??= { users: 0, cluster: startCluster() };
  const shared = holder[SHARED];
  shared.users += 1;
  const { embedded, folder, template } = await shared.cluster;
  project.provide('postgres', embedded.url);
  project.provide('template', template);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete holder[SHARED];
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function startCluster() {
  await endAbandoned();
  const folder = mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  const debian = process.env.CORDON_TEST_POSTGRES === 'debian';
  if (debian && !existsSync(DEBIAN_15_BIN_DIR)) throw new Error(`${DEBIAN_15_BIN_DIR} is not installed`);
  const embedded = await startEmbedded({ dataDir: folder, ...(debian ? { binDir: DEBIAN_15_BIN_DIR } : {}) });

  const template = `template_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: embedded.url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${template}`);
    const url = new URL(embedded.url);
    url.pathname = `/${template}`;
    await migrate(url.href);
    // Nobody may be connected to a database while it is cloned.
    await client.query(`ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);
  } finally {
    await client.end();
  }
  return { embedded, folder, template };
}

/** Ends what a killed run left behind: only clusters in folders that carry a dead run's process id. */
async function endAbandoned(): Promise<void> {
  for (const name of readdirSync(os.tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    const folder = path.join(os.tmpdir(), name);
    const postmaster = findPostmaster(clusterFolder(folder));
    if (postmaster !== null) {
      signal(postmaster.pid, 'SIGQUIT');
      await waitForEnd([postmaster.pid], 5000);
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
