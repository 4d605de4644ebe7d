import { database } from '@/lib/db/runtime';
import { type Bound, BoundError } from '@/lib/ledger/bound';
import { invalidInput, ServiceError } from '../errors';

/**
 * Over the API a reading shares its process with everybody's calls; the command line has no such bound. It
 * also stays within a transaction's time, because an Idempotency-Key runs it in one.
 */
const BOUND = { totalMs: 8000, statementMs: 5000 };

export type LedgerSpanInput = { from?: Date | undefined; to?: Date | undefined; limit: number };

let isReading = false;

/** Reads a part of the ledger on a connection of its own, one at a time. Throws what the caller may be told. */
export async function readLedger<T>(
  { from, to, limit }: LedgerSpanInput,
  read: (url: string, span: { from?: Date | undefined; to?: Date | undefined }, bound: Bound) => Promise<T>,
): Promise<T> {
  if (from !== undefined && to !== undefined && to < from) throw invalidInput('to', 'is before `from`');
  if (isReading) {
    throw new ServiceError('too_many_requests', 'the ledger is being verified or exported by somebody else');
  }
  isReading = true;
  try {
    const { url } = await database();
    return await read(url, { from, to }, { ...BOUND, records: limit });
  } catch (error) {
    if (error instanceof BoundError) {
      throw invalidInput(
        'from',
        `${error.message} in this span: narrow it with from and to, or use the command line`,
      );
    }
    throw error;
  } finally {
    isReading = false;
  }
}
