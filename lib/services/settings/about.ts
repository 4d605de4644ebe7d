import os from 'node:os';
import type { AboutView } from '@/lib/contract/settings';
import { parseCheckpoint } from '@/lib/ledger/checkpoint-record';
import about from '@/package.json';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';

/** What runs here. The instance is the one that answered: with several, the next one may be another. */
export async function readAbout(ctx: Ctx): Promise<AboutView> {
  permit(ctx, 'settings.read');
  const db = reader(ctx);
  const [now, last, migrations, server] = await Promise.all([
    databaseNow(db),
    db.checkpoint.findFirst({ orderBy: { seq: 'desc' }, select: { record: true } }),
    db.$queryRaw<{ name: string }[]>`
      SELECT migration_name AS name FROM _prisma_migrations
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
    db.$queryRaw<{ version: string; bytes: number }[]>`
      SELECT current_setting('server_version') AS version, pg_database_size(current_database())::float8 AS bytes`,
  ]);
  const uptimeSeconds = process.uptime();
  return {
    version: about.version,
    licence: about.license,
    installation: last === null ? null : (parseCheckpoint(last.record)?.installation ?? null),
    instance: {
      host: os.hostname(),
      process: process.pid,
      node: process.versions.node,
      startedAt: new Date(now.getTime() - uptimeSeconds * 1000),
      uptimeSeconds,
    },
    database: {
      version: server[0]?.version ?? '',
      bytes: server[0]?.bytes ?? 0,
      migrations: migrations.map(({ name }) => name),
    },
  };
}
