import type { CheckpointView, ListCheckpointsInput } from '@/lib/contract/ledger';
import type { CheckpointModel } from '@/lib/db/generated/models';
import { parseCheckpoint } from '@/lib/ledger/checkpoint-record';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';

/** Checkpoints, newest first. Unreadable ones are left to the verification. */
export async function listCheckpoints(
  ctx: Ctx,
  { cursor, limit, count }: ListCheckpointsInput,
): Promise<{ items: CheckpointView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'audit.list');
  const db = reader(ctx);
  const [before] = fromCursor(cursor, 1) ?? [];
  if (before !== undefined && !/^\d{1,18}$/.test(before))
    throw invalidInput('cursor', 'is not one that this list gave');
  const rows = await db.checkpoint.findMany({
    where: before === undefined ? {} : { seq: { lt: BigInt(before) } },
    orderBy: { seq: 'desc' },
    take: limit + 1,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.seq.toString()],
    (row) => toView(row),
  );
  const items = page.items.filter((item) => item !== null);
  return { ...page, items, ...(count === 'true' && { total: await db.checkpoint.count() }) };
}

function toView(row: CheckpointModel): CheckpointView | null {
  const record = parseCheckpoint(row.record);
  if (record === null) return null;
  const { chains, decisions, audit_events: auditEvents } = record.counts;
  return {
    seq: record.seq,
    at: row.at,
    installation: record.installation,
    previous: record.previous,
    hash: Buffer.from(row.hash).toString('hex'),
    decisions: [...record.decisions],
    audit: record.audit,
    counts: { chains, decisions, auditEvents },
    record: row.record,
    keyId: row.keyId,
    signature: row.signature,
  };
}
