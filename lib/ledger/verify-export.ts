import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { ExportLine } from './export-line';
import type { LedgerRow } from './row';
import type { Verification } from './verification';
import { LedgerWalk } from './verify';
import { FileCopyWalk } from './verify-copy';
import { ScatteredError } from './verify-decisions';

/** How many rows are walked at once. */
const BATCH = 1000;

/**
 * Verifies an export, without any database. A file that is cut short, has a foreign line or lacks its
 * first one fails. Against a copy of the checkpoints, only those in the export are compared.
 */
export async function verifyExport(
  file: string,
  { checkpointsFile }: { checkpointsFile?: string } = {},
): Promise<Verification> {
  let walk: LedgerWalk | null = null;
  let batch: LedgerRow[] = [];
  let rows = 0;
  let end: number | null = null;
  let failure: string | null = null;
  try {
    for await (const line of linesOf(file)) {
      const value = parse(line);
      if (walk === null) {
        if (value?.type !== 'export' || value.v !== 1 || value.product !== 'cordon')
          throw new CorruptError('it does not begin as an export');
        const between = { from: value.from, upTo: value.up_to };
        const copy = checkpointsFile === undefined ? undefined : new FileCopyWalk(checkpointsFile, between);
        walk = new LedgerWalk(between, copy);
        continue;
      }
      if (value === null || value.type === 'export') throw new CorruptError(`line ${rows + 2} is no record`);
      if (end !== null) throw new CorruptError('something follows its end');
      if (value.type === 'end') {
        end = value.rows;
        continue;
      }
      rows += 1;
      batch.push(value);
      if (batch.length < BATCH) continue;
      await take(walk, batch, rows);
      batch = [];
    }
    if (walk !== null) await take(walk, batch, rows);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // A file that cannot be opened is no finding about its content.
    if (!(error instanceof CorruptError) && !code.startsWith('Z_')) throw error;
    failure =
      error instanceof CorruptError ? error.message : 'its compression is damaged, or it is cut short';
  }
  walk ??= new LedgerWalk();
  if (failure !== null) walk.problem('export', file, failure);
  else if (end === null) walk.problem('export', file, 'it is cut short: its last line is missing');
  else if (end !== rows) walk.problem('export', file, `it should have ${end} rows, and has ${rows}`);
  return walk.finish();
}

class CorruptError extends Error {}

/** A line of the right type may still lack everything else. */
async function take(walk: LedgerWalk, batch: LedgerRow[], rows: number): Promise<void> {
  try {
    await walk.take(batch);
  } catch (error) {
    if (error instanceof ScatteredError) throw error;
    throw new CorruptError(`one of the ${batch.length} lines up to ${rows + 1} is no record`);
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const plain = createGunzip();
  source.on('error', (error) => plain.destroy(error)).pipe(plain);
  const reader = createInterface({ input: plain, crlfDelay: Number.POSITIVE_INFINITY });
  let failure: Error | null = null;
  plain.on('error', (error) => {
    failure = error;
    reader.close();
  });
  try {
    yield* reader;
  } finally {
    source.destroy();
  }
  if (failure !== null) throw failure;
}

const TYPES = ['export', 'key', 'checkpoint', 'audit', 'decision', 'end'];

function parse(line: string): ExportLine | null {
  try {
    const value = JSON.parse(line);
    return TYPES.includes(value?.type) ? value : null;
  } catch {
    return null;
  }
}
