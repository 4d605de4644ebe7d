import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkpointFile } from '@/lib/ledger/checkpoint-file';
import { verifyReviewPackage } from '@/lib/ledger/review-package';
import type { Verification } from '@/lib/ledger/verification';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { verifyExport } from '@/lib/ledger/verify-export';
import { type Command, UsageError } from './command';

/**
 * Verifies the ledger and names the first bad record. Against the database it uses the copy of the
 * checkpoints in the data directory unless another one is named; exit code 0 is all good, 1 is not.
 */
export const command: Command = {
  name: 'verify',
  usage: ['verify [--export <file>] [--checkpoints <file>] [--json]', 'verify <evidence.zip> [--json]'],
  run: async (args, session) => {
    const { values: options, positionals } = parse(args);
    const [packed, ...more] = positionals;
    if (more.length > 0) throw new UsageError('one file at a time');
    if (packed !== undefined) return verifyPackage(existing(packed), options.json === true, session.out);
    const given = options.checkpoints === undefined ? undefined : existing(options.checkpoints);
    const verification =
      options.export === undefined
        ? await verifyDatabase(
            await session.databaseUrl(),
            copyOption(given ?? ownCopy(session.environment.dataDir)),
          )
        : await verifyExport(existing(options.export), copyOption(given));
    session.out(options.json === true ? JSON.stringify(verification) : told(verification));
    return verification.ok ? 0 : 1;
  },
};

/** Verifies the evidence of a review by itself: no database, no network, and every byte counts. */
function verifyPackage(file: string, isJson: boolean, out: (text: string) => void): number {
  const verdict = verifyReviewPackage(readFileSync(file));
  if (isJson) out(JSON.stringify(verdict));
  else if (!verdict.ok) out(`${file} proves nothing: ${verdict.why}.`);
  else {
    out(
      [
        `${file} is whole: the evidence of campaign ${verdict.campaign}, made ${verdict.madeAt}.`,
        `${verdict.files} files and ${verdict.receipts} receipts fit their signatures.`,
        verdict.checkpoint === null
          ? 'No checkpoint was there yet.'
          : `The newest checkpoint was ${verdict.checkpoint}.`,
        `Signed with key ${verdict.keyId}: compare it with /.well-known/jwks.json.`,
      ].join('\n'),
    );
  }
  return verdict.ok ? 0 : 1;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { export: { type: 'string' }, checkpoints: { type: 'string' }, json: { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function existing(name: string): string {
  const file = path.resolve(name);
  if (!existsSync(file)) throw new Error(`${file} does not exist.`);
  return file;
}

function ownCopy(dataDir: string): string | undefined {
  const file = checkpointFile(dataDir);
  return existsSync(file) ? file : undefined;
}

const copyOption = (file: string | undefined) => (file === undefined ? {} : { checkpointsFile: file });

function told(found: Verification): string {
  const { counts, first, lastCheckpoint, unsealed } = found;
  const lines = found.problems.map(({ table, id, what }) => `  ${table} ${id}: ${what}`);
  if (found.problemCount > lines.length) lines.push(`  … and ${found.problemCount - lines.length} more`);
  return [
    first === null
      ? 'The ledger is as it was written.'
      : `The ledger was changed. First bad record: ${first.table} ${first.id}: ${first.what}`,
    ...(lines.length > 1 ? lines : []),
    `${counts.decisions} decisions in ${counts.chains} chains, ${counts.auditEvents} audit events, ` +
      `${counts.outcomeReports} outcome reports, ${counts.checkpoints} checkpoints; ${found.seconds} s.`,
    lastCheckpoint === null
      ? 'No checkpoint has been written.'
      : `Sealed up to checkpoint ${lastCheckpoint.seq} of ${lastCheckpoint.at}; after it: ` +
        `${unsealed.decisions} decisions, ${unsealed.auditEvents} audit events.`,
    found.compared === null
      ? 'No copy of the checkpoints was at hand: whoever owns the database could have computed all of it anew.'
      : `${found.compared} checkpoints were compared with the copy.`,
  ].join('\n');
}
