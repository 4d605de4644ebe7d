import type { Tx } from '@/lib/db/client';
import type { Ctx } from './context';

const ATTEMPTS = 3;
const RETRYABLE = ['40001', '40P01', 'P2034'];

function isRetryable(error: unknown): boolean {
  const text = error instanceof Error ? `${(error as { code?: unknown }).code ?? ''} ${error.message}` : '';
  return RETRYABLE.some((code) => text.includes(code));
}

/** The database's time, to the microsecond truncated to the millisecond. INVARIANT (expiry-by-evaluation) */
export async function databaseNow(tx: Tx): Promise<Date> {
  const rows = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const now = rows[0]?.now;
  if (now === undefined) throw new Error('the database told no time');
  return now;
}

/**
 * Runs a deed in one transaction and hands it the database's time. Joins the transaction that is open in
 * `ctx`. A deadlock or serialization failure is tried again, so `run` must touch nothing but `tx`.
 */
export async function inTransaction<T>(
  ctx: Ctx,
  run: (tx: Tx, now: Date) => Promise<T>,
  /** For a deed over thousands of rows, more than the ten seconds that any other has. */
  { timeoutMs }: { timeoutMs?: number } = {},
): Promise<T> {
  return inUntimedTransaction(ctx, async (tx) => run(tx, await databaseNow(tx)), timeoutMs);
}

/** The same for a deed that takes the time itself, after it has waited for what it holds. */
export async function inUntimedTransaction<T>(
  ctx: Ctx,
  run: (tx: Tx) => Promise<T>,
  timeoutMs?: number,
): Promise<T> {
  if (ctx.tx !== undefined) return run(ctx.tx);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ctx.prisma.$transaction(run, timeoutMs === undefined ? {} : { timeout: timeoutMs });
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

/** For reads: the open transaction, or the plain client. */
export const reader = (ctx: Ctx): Tx => ctx.tx ?? ctx.prisma;
