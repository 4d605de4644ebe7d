import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '@/lib/db/migrate';
import { clusterFolder } from '@/lib/embedded/initialize';
import { holders, signal, waitForEnd } from '@/lib/embedded/processes';
import { type Embedded, startEmbedded } from '@/lib/embedded/start';
import { until } from './until';
import { sql } from './world';

/** A PostgreSQL that a test may kill, freeze and fill. It keeps its port when it is started again. */
export type OwnPostgres = {
  /** The migrated, empty database. */
  url: string;
  folder: string;
  pids(): number[];
  /** kill -9 of the postmaster and all its children. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Starts what was killed or stopped. */
  start(): Promise<void>;
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
};

export type OwnPostgresOptions = {
  settings?: Record<string, string>;
  env?: Record<string, string>;
  /** Where the data lies, apart from its log of changes; by default both lie in a temporary folder. */
  volume?: string;
};

export async function startOwnPostgres(options: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  // The name by which the tests' clean-up knows what a killed run has left behind.
  const folder = mkdtempSync(path.join(realpathSync(os.tmpdir()), `cordon-test-${process.pid}-`));
  chmodSync(folder, 0o755);
  const dataDir = options.volume ?? path.join(folder, 'data');
  const cluster = clusterFolder(dataDir);
  const launch = (port?: number) =>
    startEmbedded({
      dataDir,
      ...(port !== undefined && { port }),
      settings: { shared_buffers: '64MB', ...options.settings },
      ...(options.env !== undefined && { env: options.env }),
    });

  let running: Embedded = await launch();
  const { url, port } = running;
  if (options.volume !== undefined) {
    await running.stop();
    const log = path.join(folder, 'pg_wal');
    execFileSync('cp', ['-a', path.join(cluster, 'pg_wal'), log]);
    renameSync(path.join(cluster, 'pg_wal'), path.join(cluster, 'pg_wal.old'));
    rmSync(path.join(cluster, 'pg_wal.old'), { recursive: true });
    symlinkSync(log, path.join(cluster, 'pg_wal'));
    running = await launch(port);
  }
  await migrate(url);

  const pids = () => holders(cluster);
  const start = async () => {
    running = await launch(port);
    if (running.port !== port) throw new Error('its port was taken meanwhile');
    await until('PostgreSQL answers again', () =>
      sql(url, 'SELECT 1').then(
        () => true,
        () => false,
      ),
    );
  };
  const kill = async () => {
    const all = pids();
    for (const pid of all) signal(pid, 'SIGKILL');
    if (!(await waitForEnd(all, 60_000))) throw new Error('PostgreSQL outlived kill -9');
  };
  return {
    url,
    folder,
    pids,
    kill,
    start,
    stop: () => running.stop(),
    freeze: () => {
      for (const pid of pids()) signal(pid, 'SIGSTOP');
    },
    thaw: () => {
      for (const pid of pids()) signal(pid, 'SIGCONT');
    },
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
