import type { Tx } from '@/lib/db/client';
import { genesisHash } from '@/lib/ledger/chain';

const MINUTE_MS = 60_000;

/** How far back from a decision its predecessor is looked for, step by step. */
export const NEARBY_MS: readonly number[] = [MINUTE_MS, 60 * MINUTE_MS];
export const ANYWHERE_MS: readonly number[] = [...NEARBY_MS, 24 * 60 * MINUTE_MS, Number.POSITIVE_INFINITY];

/**
 * The link before a decision in its chain, in hexadecimal; null when it was not found. The chain has no
 * index of its own: it is looked for near the decision's time, then further off.
 */
export async function previousLink(
  db: Tx,
  row: { writer: string; seq: bigint; at: Date },
  spansMs: readonly number[],
): Promise<string | null> {
  if (row.seq === 1n) return genesisHash(row.writer).toString('hex');
  for (const spanMs of spansMs) {
    const at = Number.isFinite(spanMs)
      ? { gte: new Date(row.at.getTime() - spanMs), lte: new Date(row.at.getTime() + MINUTE_MS) }
      : {};
    const found = await db.decision.findFirst({
      where: { writer: row.writer, seq: row.seq - 1n, at },
      select: { hash: true },
    });
    if (found !== null) return Buffer.from(found.hash).toString('hex');
  }
  return null;
}
