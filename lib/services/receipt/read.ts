import type { ReceiptView } from '@/lib/contract/ledger';
import type { Tx } from '@/lib/db/client';
import { parseCheckpoint } from '@/lib/ledger/checkpoint-record';
import { processSigner } from '@/lib/ledger/load-signer';
import { type ReceiptCheckpoint, signReceipt } from '@/lib/ledger/receipt';
import type { Signer } from '@/lib/ledger/signing';
import { type Ctx, permit } from '../context';
import { ANYWHERE_MS, previousLink } from '../decision/previous-link';
import { conflict, notFound } from '../errors';
import { reader } from '../transaction';

type Row = { id: string; at: Date; writer: string; seq: bigint; record: string; hash: Uint8Array };

/** The signed receipt of a decision: what was recorded, where it stands, and what was reported since. */
export async function readReceipt(
  ctx: Ctx,
  { id }: { id: string },
  signer: Signer = processSigner(),
): Promise<ReceiptView> {
  permit(ctx, 'decision.list');
  const db = reader(ctx);
  const row = await db.decision.findUnique({ where: { id } });
  if (row === null) throw notFound('decision', id);
  const report = await db.outcomeReport.findUnique({ where: { decisionId: id }, select: { record: true } });
  const publicJwk = { ...signer.publicJwk };
  await db.signingKey.createMany({ data: [{ id: signer.keyId, publicJwk }], skipDuplicates: true });
  const receipt = signReceipt(signer, {
    v: 1,
    decision: row.id,
    record: row.record,
    chain: {
      writer: row.writer,
      seq: Number(row.seq),
      previous: await linkBefore(db, row),
      hash: hex(row.hash),
    },
    report,
    checkpoint: await firstCovering(db, row),
  });
  return {
    ...receipt,
    checkpoint: receipt.checkpoint && { ...receipt.checkpoint, path: mutable(receipt.checkpoint) },
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const mutable = ({ path }: ReceiptCheckpoint): string[] | null => (path === null ? null : [...path]);

const MINUTE_MS = 60_000;

/** A receipt without the link before would prove nothing. */
async function linkBefore(db: Tx, row: Row): Promise<string> {
  const found = await previousLink(db, row, ANYWHERE_MS);
  if (found !== null) return found;
  throw conflict('chain_broken', 'the decision before this one in its chain is missing; run `cordon verify`');
}

const CHECKPOINTS_AT_ONCE = 20;
const MOST_CHECKPOINTS = 200;
const LONGEST_PATH = 500n;

/** The first checkpoint after a decision that names a head of its chain at or beyond it. */
async function firstCovering(db: Tx, row: Row): Promise<ReceiptCheckpoint | null> {
  for (let skip = 0; skip < MOST_CHECKPOINTS; skip += CHECKPOINTS_AT_ONCE) {
    const checkpoints = await db.checkpoint.findMany({
      where: { at: { gte: row.at } },
      orderBy: { seq: 'asc' },
      skip,
      take: CHECKPOINTS_AT_ONCE,
    });
    for (const { seq, at, record, keyId, signature } of checkpoints) {
      const head = parseCheckpoint(record)?.decisions.find(({ writer }) => writer === row.writer);
      if (head === undefined || BigInt(head.seq) < row.seq) continue;
      const path = await pathTo(db, row, BigInt(head.seq), at);
      return { seq: Number(seq), record, keyId, signature, path };
    }
    if (checkpoints.length < CHECKPOINTS_AT_ONCE) break;
  }
  return null;
}

/** The digests of the records after a decision up to a head; null when they are many, or not all found. */
async function pathTo(db: Tx, row: Row, head: bigint, sealedAt: Date): Promise<string[] | null> {
  const length = head - row.seq;
  if (length === 0n) return [];
  if (length > LONGEST_PATH) return null;
  const since = new Date(row.at.getTime() - MINUTE_MS);
  const rows = await db.$queryRaw<{ digest: string }[]>`
    SELECT encode(sha256(convert_to(record, 'UTF8')), 'hex') AS digest FROM decisions
     WHERE writer = ${row.writer} AND seq > ${row.seq} AND seq <= ${head} AND at >= ${since} AND at <= ${sealedAt}
     ORDER BY seq`;
  return BigInt(rows.length) === length ? rows.map(({ digest }) => digest) : null;
}
