import type { Ctx } from '../context';
import { isServiceError } from '../errors';
import { databaseNow, reader } from '../transaction';
import { verifyLedger } from './verify';

const HOUR_MS = 3_600_000;
/** The day, and where that is too much to read beside the serving, the hour. */
const SPANS_MS = [25 * HOUR_MS, 2 * HOUR_MS];
const MOST_RECORDS = 200_000;

/** Verifies the newest part of the ledger without being asked. What does not fit is left to people and the command line. */
export async function verifyRecent(ctx: Ctx): Promise<void> {
  const now = await databaseNow(reader(ctx));
  for (const spanMs of SPANS_MS) {
    try {
      const { ok, first } = await verifyLedger(ctx, {
        from: new Date(now.getTime() - spanMs),
        limit: MOST_RECORDS,
      });
      if (!ok) console.error(`the ledger is broken: ${first?.table} ${first?.id}: ${first?.what}`);
      return;
    } catch (error) {
      if (!isServiceError(error) || error.code !== 'invalid_input') throw error;
    }
  }
}
