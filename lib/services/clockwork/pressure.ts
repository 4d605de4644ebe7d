import { statfs } from 'node:fs/promises';
import type { Tx } from '@/lib/db/client';

type Row = {
  connections: number;
  most: number;
  bytes: number;
  wal: number;
  pending: number;
  checkpoint_age: number | null;
};

/** What runs out, and what waits: the figures on which somebody should be woken. */
export type Pressure = Omit<Row, 'checkpoint_age'> & {
  /** Seconds since the newest checkpoint; null before the first one. */
  checkpointAge: number | null;
  /** Of the disk that holds the data folder; null where that cannot be asked. */
  freeBytes: number | null;
};

/** Reads it in one statement. Nothing in it names what somebody has made. */
export async function loadPressure(db: Tx, dataDir: string | undefined): Promise<Pressure> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT (SELECT sum(numbackends)::int FROM pg_stat_database) AS connections,
           current_setting('max_connections')::int AS most,
           pg_database_size(current_database())::float8 AS bytes,
           CASE WHEN pg_is_in_recovery() THEN 0 ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') END::float8 AS wal,
           (SELECT count(*)::int FROM escalations WHERE state = 'pending') AS pending,
           (SELECT extract(epoch FROM clock_timestamp() - max(at))::float8 FROM checkpoints) AS checkpoint_age`;
  if (row === undefined) throw new Error('no row');
  const { checkpoint_age: checkpointAge, ...rest } = row;
  const disk = dataDir === undefined ? null : await statfs(dataDir).catch(() => null);
  return { ...rest, checkpointAge, freeBytes: disk === null ? null : disk.bavail * disk.bsize };
}
