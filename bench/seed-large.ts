import { parseArgs } from 'node:util';
import { leaseEmbedded } from '@/lib/embedded/lease';
import { environmentOrExit } from '@/lib/environment';
import { checkpointFile } from '@/lib/ledger/checkpoint-file';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { InUseError, seedLarge } from '@/prisma/large/seed';

const USAGE = `npm run seed:large -- [options]
  --scale N    how much is made (1: 10,000 agents, 5,000 tools, 100,000 entitlements, 1,000,000 decisions)
  --seed N     the same number makes the same again (1)
  --yes        also into an installation that has agents of its own
Into DATABASE_URL, or the embedded database of CORDON_DATA_DIR. Nothing else should run on it meanwhile.`;

const say = (line: string) => void process.stderr.write(`${line}\n`);
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const [scale, seed] = [Number(values.scale), Number(values.seed)];
  if (!(scale > 0 && scale <= 10) || !Number.isInteger(seed)) {
    say(USAGE);
    return 2;
  }
  const { databaseUrl, dataDir, secret } = environmentOrExit();
  const lease = databaseUrl === null ? leaseEmbedded('command', { dataDir, log: say }) : null;
  try {
    const url = databaseUrl ?? (await lease?.start())?.url ?? '';
    const begun = performance.now();
    const made = await seedLarge({
      databaseUrl: url,
      dataDir,
      sharedSecret: secret,
      scale,
      seed,
      isSure: values.yes,
      say,
    });
    const { allow, modify, escalate, defer, deny } = made.outcomes;
    say(
      `Written in ${seconds(begun)}: ${made.tasks} tasks, ${made.grants} grants, ${made.decisions} decisions`,
    );
    say(`  (${allow} allow, ${modify} modify, ${escalate} escalate, ${defer} defer, ${deny} deny)`);
    const found = await verifyDatabase(url, { checkpointsFile: checkpointFile(dataDir) });
    say(
      `Verified in ${found.seconds} s: ${found.ok ? 'the ledger is whole' : `BROKEN: ${found.first?.id} ${found.first?.what}`}`,
    );
    say(
      `  ${found.counts.decisions} decisions in ${found.counts.chains} chains, ${found.counts.auditEvents} audit events`,
    );
    return found.ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof InUseError)) throw error;
    say(error.message);
    return 1;
  } finally {
    await lease?.leave();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    say(`seed:large: ${error.stack}`);
    process.exitCode = 1;
  },
);
