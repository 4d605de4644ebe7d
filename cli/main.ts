import { migrate } from '@/lib/db/migrate';
import { type Lease, leaseEmbedded } from '@/lib/embedded/lease';
import { environmentOrExit } from '@/lib/environment';
import { type CliSession, type Command, UsageError } from './command';

// Each is loaded when it is asked for: `cordon stop` in an emergency waits for nothing else.
const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  'api-key': () => import('./api-key-create'),
  user: () => import('./user-create'),
  stop: () => import('./stop'),
  release: () => import('./release'),
  escalation: () => import('./escalation'),
  'token-key': () => import('./token-key'),
  secrets: () => import('./secrets-rotate-key'),
  verify: () => import('./verify'),
  export: () => import('./export'),
  backup: () => import('./backup'),
  restore: () => import('./restore'),
};

const say = (text: string) => void process.stderr.write(`${text}\n`);
process.exitCode = await main(process.argv.slice(2));

async function main([name, ...args]: string[]): Promise<number> {
  const isHelp = name === 'help' || name === '--help';
  const load = name === undefined || isHelp || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (load === undefined) {
    if (name !== undefined && !isHelp) say(`There is no command "${name}".`);
    await showUsage(Object.values(COMMANDS));
    return isHelp ? 0 : 2;
  }

  const environment = environmentOrExit();
  const database = openDatabaseWhenAsked(environment);
  const session: CliSession = {
    environment,
    databaseUrl: database.url,
    out: (text) => void process.stdout.write(`${text}\n`),
    say,
  };
  try {
    const { command } = await load();
    return await command.run(args, session);
  } catch (error) {
    if (error instanceof UsageError) {
      say(error.message);
      await showUsage([load]);
      return 2;
    }
    say((error as Error).message);
    return 1;
  } finally {
    await database.close();
  }
}

/** The database by DATABASE_URL; else the embedded one, in use by a server or started for as long as we run. */
function openDatabaseWhenAsked({ databaseUrl, dataDir }: ReturnType<typeof environmentOrExit>) {
  let lease: Lease | null = null;
  let opened: Promise<string> | null = null;
  const open = async (): Promise<string> => {
    if (databaseUrl !== null) return databaseUrl;
    lease = leaseEmbedded('command', { dataDir, log: say });
    // A signal must not leave a PostgreSQL behind that only we were using.
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => void lease?.leave().finally(() => process.exit(130)));
    }
    const embedded = await lease.start();
    if (embedded.isNew) await migrate(embedded.url, { log: say });
    return embedded.url;
  };
  return {
    url: () => {
      opened ??= open();
      return opened;
    },
    close: () => lease?.leave(),
  };
}

async function showUsage(loads: (() => Promise<{ command: Command }>)[]): Promise<void> {
  say('Usage:');
  for (const load of loads) {
    const { command } = await load();
    for (const form of command.usage) say(`  npm run -s cordon -- ${form}`);
  }
}
