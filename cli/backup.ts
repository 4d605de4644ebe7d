import { existsSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { RowDigest, writeBackup } from './backup-file';
import { type Command, UsageError } from './command';
import { EXACT_TEXT, listTables, readAppliedMigrations, readRows, readSequences } from './tables';

const SEALED_NOTE =
  'The secrets of systems are in it, but sealed: to use them again, keep secrets/secret-keys of the data folder, ' +
  'or CORDON_SECRET_KEY or CORDON_SECRET where they are set, in another place.';

/**
 * Writes everything in the database, as of one moment, into one file. The server may go on serving. The
 * secrets of the data folder are not in it: they are files, and whoever holds a backup should not hold them.
 */
export const command: Command = {
  name: 'backup',
  usage: ['backup <file>'],
  run: async (args, session) => {
    const [name, ...rest] = args;
    if (name === undefined || rest.length > 0) throw new UsageError('backup takes one file.');
    const file = path.resolve(name);
    if (existsSync(file)) throw new Error(`${file} exists already; nothing was written.`);
    const foot = await backup(await session.databaseUrl(), file, session.say);
    session.out(`${file}: ${foot.tables} tables, ${foot.rows} rows, sha256 ${foot.sha256}`);
    return 0;
  },
};

export async function backup(databaseUrl: string, file: string, say: (text: string) => void = () => {}) {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'cordon-backup' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(EXACT_TEXT);
    // One snapshot for all tables.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const { rows } = await client.query<{ now: string; server: string; partitions: string[] | null }>(
      `SELECT now()::text AS now, current_setting('server_version') AS server,
              (SELECT array_agg(relname::text ORDER BY relname) FROM pg_class
                WHERE relnamespace = current_schema()::regnamespace AND relispartition
                  AND relname ~ '^decisions_\\d{4}_\\d\\d$') AS partitions`,
    );
    const [state] = rows;
    if (state === undefined) throw new Error('the database gave no answer');

    return await writeBackup(file, async (put) => {
      await put({
        format: 'cordon-backup/1',
        madeAt: state.now,
        server: state.server,
        migrations: await readAppliedMigrations(client),
        sequences: await readSequences(client),
        partitions: state.partitions ?? [],
      });
      const tables = await listTables(client);
      let total = 0;
      let secrets = 0;
      for (const table of tables) {
        await put({ table: table.name, columns: table.columns });
        const digest = new RowDigest();
        for await (const lines of readRows(client, table)) {
          for (const line of lines) {
            digest.add(line);
            await put(line);
          }
        }
        const end = digest.end(table.name);
        await put(end);
        total += end.rows;
        say(`${table.name}: ${end.rows}`);
        if (table.name === 'system_secrets') secrets = end.rows;
      }
      if (secrets > 0) say(SEALED_NOTE);
      return { tables: tables.length, rows: total };
    });
  } finally {
    await client.end().catch(() => {});
  }
}
