import type { VerificationView, VerifyLedgerInput } from '@/lib/contract/ledger';
import { processCheckpointFile } from '@/lib/ledger/checkpoint-file';
import { verifyPart } from '@/lib/ledger/verify-database';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { keepLedgerCheck } from './check';
import { readLedger } from './read-ledger';

/**
 * Verifies a part of the ledger, names the first bad record, and remembers what came of it. It reads only what the
 * database holds: whoever owns it is found out by this instance's copy of the checkpoints, or by an export that is
 * kept elsewhere.
 */
export async function verifyLedger(ctx: Ctx, input: VerifyLedgerInput): Promise<VerificationView> {
  permit(ctx, 'audit.verify');
  const checkpointsFile = processCheckpointFile();
  const found = await readLedger(input, (url, span, bound) =>
    verifyPart(url, span, bound, checkpointsFile === null ? {} : { checkpointsFile }),
  );
  await inTransaction(ctx, (tx, now) => keepLedgerCheck(tx, ctx.actor, now, found));
  return found;
}
