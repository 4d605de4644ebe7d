import { setTimeout as sleep } from 'node:timers/promises';
import type { JWK } from 'jose';
import type { Prisma } from '@/lib/db/client';
import type { IssuerKind } from '@/lib/domain/identity';
import { keyFor, signingKeysIn } from '@/lib/identity/key-set';
import { NotBelieved } from '@/lib/identity/refused';
import { type OutgoingPolicy, outgoingPolicy } from '@/lib/outgoing/policy';
import { sendOutgoing } from '@/lib/outgoing/request';
import { databaseNow } from '../transaction';
import { keysUrlRefusal } from './keys-url';

/** What must be known of an issuer to find its keys. */
export type KeySource = {
  id: string;
  kind: IssuerKind;
  keysUrl: string | null;
  staticKeys: unknown;
  maxKeyAgeSeconds: number;
  keys: { keys: unknown; fetchedAt: Date | null; refreshSeconds: number } | null;
};
type Header = { alg: string; kid: string | null };

const REFETCH_SECONDS = 30;
const MAX_SET_BYTES = 64 * 1024;
const FETCH_MS = 5000;
const LEAST_REFRESH_SECONDS = 60;
const MOST_REFRESH_SECONDS = 3600;
const DEFAULT_REFRESH_SECONDS = 300;

/**
 * The keys with which an issuer's assertions may be verified now. Those that were entered stand; those at a URL
 * are read when they are due, and once more when a header names a key that is not among them. While they cannot
 * be read, the known ones are believed until their age is over. Throws `NotBelieved` when there are none.
 */
export async function issuerKeys(
  prisma: Prisma,
  issuer: KeySource,
  header: Header | null,
  policy: OutgoingPolicy = outgoingPolicy(),
): Promise<JWK[]> {
  if (issuer.keysUrl === null) return signingKeysIn(issuer.kind, issuer.staticKeys);
  const now = await databaseNow(prisma);
  const held = heldKeys(issuer, now);
  const isMissing = held === null || (header !== null && keyFor(held, header) === null);
  if (held !== null && !isMissing && !isDue(issuer, now)) return held;
  const fetched = await refetchKeys(prisma, issuer, policy, REFETCH_SECONDS);
  const keys = fetched.keys ?? (await readMeanwhile(prisma, issuer)) ?? held;
  if (keys === null) throw new NotBelieved('key', 'the keys of its issuer cannot be read now');
  return keys;
}

const LOOKS = 10;
const LOOK_EVERY_MS = 200;

/**
 * What somebody else has read since this issuer was loaded, or is about to have read for the first time. Null
 * when nothing came of it.
 */
async function readMeanwhile(prisma: Prisma, issuer: KeySource): Promise<JWK[] | null> {
  for (let look = 1; ; look += 1) {
    const row = await prisma.issuerKeys.findUnique({ where: { issuerId: issuer.id } });
    const isFirstUnderWay = row !== null && row.fetchedAt === null && row.problem === null;
    if (!isFirstUnderWay || look === LOOKS) {
      return row === null ? null : heldKeys({ ...issuer, keys: row }, await databaseNow(prisma));
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** What is known, unless it is too old to be believed. */
function heldKeys({ kind, keys, maxKeyAgeSeconds }: KeySource, now: Date): JWK[] | null {
  if (keys?.keys == null || keys.fetchedAt === null) return null;
  const isOver = now.getTime() >= keys.fetchedAt.getTime() + maxKeyAgeSeconds * 1000;
  return isOver ? null : signingKeysIn(kind, keys.keys);
}

const isDue = ({ keys }: KeySource, now: Date): boolean =>
  keys?.fetchedAt == null || now.getTime() >= keys.fetchedAt.getTime() + keys.refreshSeconds * 1000;

/** Fetches under way in this process: who comes meanwhile waits for the same answer. */
const underWay = new Map<string, Promise<Fetched>>();
/** `keys` is null when nothing was read: it failed, or it is too early to try again. */
export type Fetched = { keys: JWK[] | null; problem: string | null };

/**
 * Reads an issuer's keys from its URL, unless some instance has tried within the last `notWithinSeconds`: an
 * assertion with a made-up key id must not make us ask the issuer again and again.
 */
export function refetchKeys(
  prisma: Prisma,
  issuer: KeySource,
  policy: OutgoingPolicy,
  notWithinSeconds: number,
): Promise<Fetched> {
  const shared = underWay.get(issuer.id);
  if (shared !== undefined) return shared;
  const fetched = claimAndFetch(prisma, issuer, policy, notWithinSeconds).finally(() =>
    underWay.delete(issuer.id),
  );
  underWay.set(issuer.id, fetched);
  return fetched;
}

async function claimAndFetch(
  prisma: Prisma,
  issuer: KeySource,
  policy: OutgoingPolicy,
  notWithinSeconds: number,
): Promise<Fetched> {
  const claimed = await prisma.$executeRaw`
    INSERT INTO issuer_keys AS k (issuer_id, attempted_at) VALUES (${issuer.id}, clock_timestamp())
        ON CONFLICT (issuer_id) DO UPDATE SET attempted_at = excluded.attempted_at
     WHERE k.attempted_at IS NULL
        OR k.attempted_at <= excluded.attempted_at - make_interval(secs => ${notWithinSeconds}::int)`;
  if (claimed !== 1) return { keys: null, problem: 'its keys were asked for a moment ago' };
  try {
    const set = await readSet(issuer.keysUrl ?? '', policy);
    const keys = signingKeysIn(issuer.kind, set);
    await prisma.$executeRaw`
      UPDATE issuer_keys SET keys = ${JSON.stringify(set)}::jsonb, fetched_at = attempted_at, problem = NULL,
                             refresh_seconds = ${refreshSecondsOf(set)}::int
       WHERE issuer_id = ${issuer.id}`;
    return { keys, problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(0, 300) : 'its keys could not be read';
    await prisma.$executeRaw`UPDATE issuer_keys SET problem = ${problem} WHERE issuer_id = ${issuer.id}`;
    return { keys: null, problem };
  }
}

async function readSet(url: string, policy: OutgoingPolicy): Promise<unknown> {
  const refusal = keysUrlRefusal(url, policy);
  if (refusal !== null) throw new Error(refusal);
  const { status, body } = await sendOutgoing(policy, {
    url,
    headers: { accept: 'application/jwk-set+json, application/json' },
    timeoutMs: FETCH_MS,
    maxBytes: MAX_SET_BYTES,
  });
  if (status !== 200) throw new Error(`the address of its keys answered ${status}`);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Error('the address of its keys answered no JSON');
  }
}

/** How often a SPIFFE bundle wishes to be read, within reason. */
function refreshSecondsOf(set: unknown): number {
  const hint = (set as { spiffe_refresh_hint?: unknown } | null)?.spiffe_refresh_hint;
  if (typeof hint !== 'number' || !Number.isFinite(hint)) return DEFAULT_REFRESH_SECONDS;
  return Math.round(Math.min(MOST_REFRESH_SECONDS, Math.max(LEAST_REFRESH_SECONDS, hint)));
}
