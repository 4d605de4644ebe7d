import { isIP } from 'node:net';
import type { Tx } from '@/lib/db/client';
import { sha256Hex } from '@/lib/ledger/canonical';
import type { Ctx } from '../context';
import { ServiceError } from '../errors';
import { inTransaction } from '../transaction';

const MOST_FAILURES = 10;
const WINDOW_MINUTES = 15;

/** The form in which an address is looked up and counted, so that spelling is no way around the count. */
export const canonicalEmail = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

/** Hashed: people type passwords into the wrong field. */
export const accountKey = (email: string): string => `account:${sha256Hex(canonicalEmail(email))}`;

/** IPv4 addresses count singly, IPv6 by their /64, which is what one customer is given. */
export function networkKey(address: string | null): string {
  const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIP(plain) === 0) return 'network:unknown';
  if (isIP(plain) === 4) return `network:${plain}`;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined ? front : [...front, ...Array(8 - front.length - back.length).fill('0'), ...back];
  return `network:${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** An attempt that counts as a failure until it is forgiven. `left` is 0 when it was the last one. */
export type Attempt = { ids: bigint[]; left: number };

/**
 * Counts an attempt before its password is looked at, so that parallel guesses cannot slip through
 * together. Throws `too_many_requests` when the account or the network has used up its attempts, in the
 * same words whether or not the account exists.
 */
export async function claimAttempt(ctx: Ctx, email: string, address: string | null): Promise<Attempt> {
  const keys = [accountKey(email), networkKey(address)].sort();
  return inTransaction(ctx, async (tx) => {
    // Always in the same order, so that two claims cannot wait for each other.
    for (const key of keys) {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`cordon.sign-in:${key}`}, 0))`;
    }
    await tx.$executeRaw`
      DELETE FROM sign_in_failures
       WHERE at < clock_timestamp() - make_interval(mins => ${WINDOW_MINUTES}::int)`;
    const counted = await tx.signInFailure.groupBy({
      by: ['key'],
      where: { key: { in: keys } },
      _count: { _all: true },
    });
    const most = Math.max(0, ...counted.map((row) => row._count._all));
    if (most >= MOST_FAILURES) {
      throw new ServiceError('too_many_requests', 'too many attempts; try again in 15 minutes', {
        reason: 'sign_in_locked',
      });
    }
    const rows = await tx.$queryRaw<{ id: bigint }[]>`
      INSERT INTO sign_in_failures (key, at)
      SELECT key, clock_timestamp() FROM unnest(${keys}::text[]) AS key RETURNING id`;
    return { ids: rows.map((row) => row.id), left: MOST_FAILURES - most - 1 };
  });
}

/**
 * Takes an attempt that succeeded off the count, with the account's earlier failures. The network's stay:
 * an account of one's own must not be a way to go on guessing at those of others.
 */
export async function forgiveAttempt(tx: Tx, attempt: Attempt, email: string): Promise<void> {
  await tx.signInFailure.deleteMany({
    where: { OR: [{ id: { in: attempt.ids } }, { key: accountKey(email) }] },
  });
}
