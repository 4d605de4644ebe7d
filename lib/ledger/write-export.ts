import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ExportEnd, ExportHead, ExportLine } from './export-line';
import { Problems } from './problem';
import { LedgerSnapshot } from './read-database';
import type { CheckpointRow, LedgerRow } from './row';
import { KeyRing } from './signing';
import { CheckpointWalk, type Sealed } from './verify-checkpoints';

/** Instants between which records are wanted; the part reaches to the checkpoints around them. */
export type ExportSpan = { from?: Date; to?: Date };
export type Exported = { rows: number; from: number | null; upTo: number | null };

/**
 * Writes a part of the ledger with all that its verification needs: records, links, checkpoints and public
 * keys. A part begins and ends at checkpoints, so that both of its ends are signed.
 */
export async function writeExport(url: string, file: string, span: ExportSpan = {}): Promise<Exported> {
  const snapshot = await LedgerSnapshot.open(url);
  try {
    const part = await findPart(snapshot, span);
    const exported: Exported = { rows: 0, from: part.from, upTo: part.upTo };
    await pipeline(
      Readable.from(lines(snapshot, part, exported)),
      createGzip({ level: 6 }),
      createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
    );
    return exported;
  } finally {
    await snapshot.close();
  }
}

type Part = { from: number | null; upTo: number | null; start: Sealed | null; end: Sealed | null };

/** The last checkpoint up to `from`, the first one from `to` on, and where the chains stand at both. */
async function findPart(snapshot: LedgerSnapshot, { from, to }: ExportSpan): Promise<Part> {
  const part: Part = { from: null, upTo: null, start: null, end: null };
  if (from === undefined && to === undefined) return part;
  // What is wrong with a checkpoint is the verifier's business.
  const walk = new CheckpointWalk(new Problems(), new KeyRing());
  for await (const rows of snapshot.checkpoints()) {
    for (const row of rows) {
      walk.checkpoint(row);
      const at = Date.parse(walk.last?.at ?? '');
      if (from !== undefined && at <= from.getTime()) {
        part.from = row.seq;
        part.start = walk.sealed();
      }
      if (to !== undefined && at >= to.getTime()) return { ...part, upTo: row.seq, end: walk.sealed() };
    }
  }
  return part;
}

async function* lines(snapshot: LedgerSnapshot, part: Part, exported: Exported): AsyncGenerator<string> {
  const head: ExportHead = {
    type: 'export',
    v: 1,
    product: 'cordon',
    made_at: new Date().toISOString(),
    from: part.from,
    up_to: part.upTo,
  };
  yield text([head]);
  for await (const rows of partRows(snapshot, part)) {
    exported.rows += rows.length;
    yield text(rows);
  }
  const end: ExportEnd = { type: 'end', rows: exported.rows };
  yield text([end]);
}

async function* partRows(snapshot: LedgerSnapshot, { upTo, start, end }: Part): AsyncGenerator<LedgerRow[]> {
  yield* snapshot.keys();
  yield* snapshot.checkpoints(upTo) satisfies AsyncGenerator<CheckpointRow[]>;
  yield* snapshot.audit(start?.audit.seq ?? 0, end?.audit.seq ?? null);
  if (start === null && end === null) yield* snapshot.decisions();
  else yield* snapshot.decisionsBetween(start, end);
}

const text = (rows: readonly ExportLine[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
