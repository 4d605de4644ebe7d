import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { parseEnvironment } from '@/lib/environment';
import type { CheckpointRow, KeyRow } from './row';

/** The copy of the checkpoints that is kept outside the database. */
export const checkpointFile = (dataDir: string): string => path.join(dataDir, 'checkpoints.ndjson');

/** The copy that this process's environment names; null where there is none. */
export function processCheckpointFile(): string | null {
  const file = checkpointFile(parseEnvironment(process.env).dataDir);
  return existsSync(file) ? file : null;
}

const NEWLINE = 0x0a;
const TAIL_BYTES = 1024 * 1024;

/** The copy, opened to append to it. Whoever appends holds the lock of the writer of checkpoints. */
export class CheckpointCopy {
  readonly #file: number;
  #last: CheckpointRow | null = null;

  /** Opens or makes the file, and cuts off what a crash left half written. */
  constructor(file: string) {
    this.#file = openSync(file, 'a+', 0o600);
    const { size } = statSync(file);
    const from = Math.max(0, size - TAIL_BYTES);
    const tail = Buffer.alloc(size - from);
    readSync(this.#file, tail, 0, tail.length, from);
    const end = tail.lastIndexOf(NEWLINE) + 1;
    if (end < tail.length) ftruncateSync(this.#file, from + end);
    const lines = tail.subarray(0, end).toString('utf8').split('\n');
    for (const line of from === 0 ? lines : lines.slice(1)) {
      const row = line === '' ? null : parseLine(line);
      if (row?.type === 'checkpoint') this.#last = row;
    }
  }

  /** The newest checkpoint in the copy. */
  get last(): CheckpointRow | null {
    return this.#last;
  }

  /** Appends and makes it durable. */
  append(rows: readonly (KeyRow | CheckpointRow)[]): void {
    if (rows.length === 0) return;
    writeSync(this.#file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    fsyncSync(this.#file);
    for (const row of rows) if (row.type === 'checkpoint') this.#last = row;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function parseLine(line: string): KeyRow | CheckpointRow | null {
  try {
    const row = JSON.parse(line);
    return row?.type === 'key' || row?.type === 'checkpoint' ? row : null;
  } catch {
    return null;
  }
}

/**
 * The copy's lines in order; null for a line that is none of ours. A last line without an end was being
 * written in a crash and is left out.
 */
export async function* readCheckpointFile(file: string): AsyncGenerator<KeyRow | CheckpointRow | null> {
  const handle = await open(file);
  try {
    let rest = '';
    for await (const chunk of handle.createReadStream({ encoding: 'utf8', autoClose: false })) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield parseLine(line);
    }
  } finally {
    await handle.close();
  }
}
