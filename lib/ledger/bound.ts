import { setImmediate as letOthersWork } from 'node:timers/promises';
import type { LedgerRow } from './row';

/** How much of a ledger may be read at once by somebody who shares the process with others. */
export type Bound = {
  /** Records: decisions and audit events. Keys and checkpoints do not count. */
  records: number;
  /** All of the reading, and one statement of it. */
  totalMs: number;
  statementMs: number;
};

/** There is more than may be read at once. */
export class BoundError extends Error {
  override name = 'BoundError';
}

/** What is worked on without letting anybody else in between. */
const SLICE = 200;

/** The same rows in small portions, as long as the bound holds. */
export async function* within(
  all: AsyncGenerator<LedgerRow[]>,
  { records, totalMs }: Bound,
): AsyncGenerator<LedgerRow[]> {
  const endsMs = performance.now() + totalMs;
  let count = 0;
  for await (const rows of all) {
    for (let i = 0; i < rows.length; i += SLICE) {
      const slice = rows.slice(i, i + SLICE);
      count += slice.filter(({ type }) => type === 'decision' || type === 'audit').length;
      if (count > records) throw new BoundError(`there are more than ${records} records`);
      if (performance.now() > endsMs) throw new BoundError(`reading takes more than ${totalMs / 1000} s`);
      yield slice;
      await letOthersWork();
    }
  }
}
