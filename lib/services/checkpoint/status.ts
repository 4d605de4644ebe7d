import type { CheckpointStatus } from '@/lib/contract/ledger';
import { parseCheckpoint } from '@/lib/ledger/checkpoint-record';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { loadLedgerChecks } from './check';

/** How far the ledger is sealed, how much stands after the last checkpoint, and what came of verifying. */
export async function readCheckpointStatus(ctx: Ctx): Promise<CheckpointStatus> {
  permit(ctx, 'decision.list');
  const db = reader(ctx);
  const last = await db.checkpoint.findFirst({ orderBy: { seq: 'desc' } });
  const link = await db.auditLink.findFirst({ orderBy: { seq: 'desc' }, select: { seq: true } });
  const now = await databaseNow(db);
  // A decision is dated when it is made and committed a moment later, so one or two may count twice.
  const decisions = await db.decision.count({ where: last === null ? {} : { at: { gt: last.at } } });
  const sealed = last === null ? 0 : (parseCheckpoint(last.record)?.audit.seq ?? 0);
  return {
    last:
      last === null
        ? null
        : { seq: Number(last.seq), at: last.at, hash: Buffer.from(last.hash).toString('hex') },
    ageSeconds: last === null ? null : Math.max(0, (now.getTime() - last.at.getTime()) / 1000),
    unsealed: { decisions, auditEvents: Math.max(0, Number(link?.seq ?? 0) - sealed) },
    ...(await loadLedgerChecks(db)),
  };
}
