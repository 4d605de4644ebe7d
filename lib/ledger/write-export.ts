import { createWriteStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Bound, within } from './bound';
import type { ExportEnd, ExportHead, ExportLine } from './export-line';
import { findPart, type LedgerPart, type LedgerSpan, partRows } from './part';
import { LedgerSnapshot } from './read-database';

export type Exported = { rows: number; from: number | null; upTo: number | null };

/**
 * Writes a part of the ledger with all that its verification needs: records, links, checkpoints and public
 * keys. A part begins and ends at checkpoints, so that both of its ends are signed.
 */
export const writeExport = (url: string, file: string, span: LedgerSpan = {}): Promise<Exported> =>
  exportInto(url, span, null, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }));

/** The same as bytes, for a part that is small enough. Throws `BoundError` where it is not. */
export async function exportBytes(
  url: string,
  span: LedgerSpan,
  bound: Bound,
): Promise<Exported & { bytes: Buffer<ArrayBuffer> }> {
  const chunks: Buffer[] = [];
  const memory = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const exported = await exportInto(url, span, bound, memory);
  return { ...exported, bytes: Buffer.concat(chunks) };
}

async function exportInto(
  url: string,
  span: LedgerSpan,
  bound: Bound | null,
  target: Writable,
): Promise<Exported> {
  const snapshot = await LedgerSnapshot.open(url, bound?.statementMs);
  try {
    const part = await findPart(snapshot, span);
    const exported: Exported = { rows: 0, from: part.from, upTo: part.upTo };
    const source = Readable.from(lines(snapshot, part, exported, bound));
    await pipeline(source, createGzip({ level: 6 }), target);
    return exported;
  } finally {
    await snapshot.close();
  }
}

async function* lines(
  snapshot: LedgerSnapshot,
  part: LedgerPart,
  exported: Exported,
  bound: Bound | null,
): AsyncGenerator<string> {
  const head: ExportHead = {
    type: 'export',
    v: 1,
    product: 'cordon',
    made_at: new Date().toISOString(),
    from: part.from,
    up_to: part.upTo,
  };
  yield text([head]);
  const all = partRows(snapshot, part);
  for await (const rows of bound === null ? all : within(all, bound)) {
    exported.rows += rows.length;
    yield text(rows);
  }
  const end: ExportEnd = { type: 'end', rows: exported.rows };
  yield text([end]);
}

const text = (rows: readonly ExportLine[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
