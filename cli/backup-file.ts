import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { AppliedMigration, SequenceState } from './tables';

/**
 * A backup is gzipped lines of JSON: a head; for each table a line that opens it, one string a row, and a
 * line that closes it with the count and digest of its rows; at last a foot with the digest of all lines
 * before. A file without its foot is no backup.
 */
export type Head = {
  format: 'cordon-backup/1';
  madeAt: string;
  server: string;
  migrations: AppliedMigration[];
  sequences: SequenceState[];
  /** Names of the months' partitions of decisions, oldest first. */
  partitions: string[];
};
export type TableLine = { table: string; columns: string[] };
export type EndLine = { end: string; rows: number; sha256: string };
export type Foot = { foot: true; tables: number; rows: number; sha256: string };
export type Line = string | Head | TableLine | EndLine | Foot;

/** Counts and digests the rows of one table. The same rows in the same order give the same line. */
export class RowDigest {
  rows = 0;
  private readonly hash: Hash = createHash('sha256');

  add(row: string): void {
    this.rows += 1;
    this.hash.update(row).update('\n');
  }

  end(table: string): EndLine {
    return { end: table, rows: this.rows, sha256: this.hash.digest('hex') };
  }
}

/** Writes a backup; what stands under the file's name is complete and on the disk, or is not there. */
export async function writeBackup(
  file: string,
  write: (line: (value: Line) => Promise<void>) => Promise<{ tables: number; rows: number }>,
): Promise<Foot> {
  const aside = `${file}.${process.pid}.part`;
  const gzip = createGzip({ level: 4 });
  const target = gzip.pipe(createWriteStream(aside, { flags: 'wx', mode: 0o600 }));
  // Also when the disk is full: without a listener the error would end the process half way.
  const written = finished(target);
  written.catch(() => gzip.destroy());
  const hash = createHash('sha256');
  const put = async (value: Line) => {
    const line = `${JSON.stringify(value)}\n`;
    if (!('foot' in Object(value))) hash.update(line);
    if (!gzip.write(line)) await Promise.race([once(gzip, 'drain'), written]);
  };
  try {
    const { tables, rows } = await write(put);
    const foot: Foot = { foot: true, tables, rows, sha256: hash.digest('hex') };
    await put(foot);
    gzip.end();
    await written;
    const handle = await open(aside, 'r');
    await handle.sync();
    await handle.close();
    await rename(aside, file);
    return foot;
  } catch (error) {
    gzip.destroy();
    await rm(aside, { force: true });
    throw error;
  }
}

/** Yields a backup's lines. */
export async function* readBackup(file: string): AsyncGenerator<Line> {
  const gunzip = createGunzip();
  const lines = createInterface({ input: createReadStream(file).on('error', fail).pipe(gunzip) });
  // readline closes on an error of its input, which by itself looks like a shorter file.
  let failure: Error | null = null;
  function fail(error: Error) {
    failure ??= error;
    lines.close();
  }
  gunzip.on('error', fail);
  try {
    for await (const line of lines) yield JSON.parse(line) as Line;
  } catch (error) {
    failure ??= error as Error;
  }
  if (failure !== null)
    throw new Error(`${file} is damaged, cut off or no backup: ${(failure as Error).message}`);
}

/** Reads the whole file once and throws unless it is complete and every digest in it is right. */
export async function checkBackup(file: string): Promise<{ head: Head; ends: EndLine[] }> {
  const hash = createHash('sha256');
  const ends: EndLine[] = [];
  let head: Head | null = null;
  let digest = new RowDigest();
  let foot: Foot | null = null;
  for await (const line of readBackup(file)) {
    if (foot !== null) throw new Error(`${file} goes on behind its end`);
    if (typeof line === 'object' && 'foot' in line) {
      foot = line;
      continue;
    }
    hash.update(`${JSON.stringify(line)}\n`);
    if (typeof line === 'string') digest.add(line);
    else if ('format' in line) head = line;
    else if ('table' in line) digest = new RowDigest();
    else if ('end' in line) {
      const { rows, sha256 } = digest.end(line.end);
      if (rows !== line.rows || sha256 !== line.sha256)
        throw new Error(`${file} is damaged in table ${line.end}`);
      ends.push(line);
    }
  }
  if (head?.format !== 'cordon-backup/1') throw new Error(`${file} is not a backup of Cordon`);
  if (foot === null) throw new Error(`${file} is cut off`);
  if (foot.sha256 !== hash.digest('hex') || foot.tables !== ends.length)
    throw new Error(`${file} is damaged`);
  return { head, ends };
}
