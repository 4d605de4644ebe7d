import { createHmac } from 'node:crypto';
import { canonicalJson, sha256Hex } from '@/lib/ledger/canonical';
import type { Ctx } from './context';
import { conflict, invalidInput, isUniqueViolation } from './errors';
import { inTransaction } from './transaction';

type Request = {
  key: string;
  operation: string;
  input: unknown;
  status: number;
  /** The answer is a secret that is shown once, so only the claim is kept; or these members of it are. */
  answersSecret: boolean | readonly string[];
  /** For an input that holds a secret: a plain digest of it would be a guess's proof. */
  pepper: string | null;
};
type Answer = { status: number; body: unknown };

const KEY_PATTERN = /^[\x21-\x7e]{1,128}$/;

/**
 * Runs a deed once for a key of an actor: claim, deed and answer are one transaction, so a repetition
 * finds either nothing or the whole answer. The same key with another input is a conflict. A deed that
 * failed leaves no claim. What was shown once is not shown again.
 */
export async function withIdempotencyKey(
  ctx: Ctx,
  { key, operation, input, status, answersSecret, pepper }: Request,
  run: (ctx: Ctx) => Promise<unknown>,
): Promise<Answer> {
  if (!KEY_PATTERN.test(key)) throw invalidInput('idempotency-key', 'must be 1 to 128 visible characters');
  const asked = canonicalJson({ operation, input: JSON.parse(JSON.stringify(input)) });
  const requestDigest =
    pepper === null ? sha256Hex(asked) : createHmac('sha256', pepper).update(asked).digest('hex');
  const id = { actorId: ctx.actor.id, key };
  const known = await findAnswer(ctx, id, requestDigest);
  if (known !== null) return known;
  try {
    return await inTransaction(ctx, async (tx) => {
      // A concurrent twin waits here for us, and then meets the unique key.
      await tx.idempotencyKey.create({ data: { ...id, requestDigest, status, body: '' } });
      const body = await run({ ...ctx, tx });
      if (answersSecret !== true) {
        const kept = JSON.stringify(without(answersSecret || [], body));
        await tx.idempotencyKey.update({ where: { actorId_key: id }, data: { body: kept } });
      }
      return { status, body };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const answer = await findAnswer(ctx, id, requestDigest);
    if (answer === null) throw error;
    return answer;
  }
}

const without = (names: readonly string[], body: unknown): object =>
  Object.fromEntries(Object.entries(body as object).filter(([name]) => !names.includes(name)));

async function findAnswer(
  ctx: Ctx,
  id: { actorId: string; key: string },
  requestDigest: string,
): Promise<Answer | null> {
  const row = await ctx.prisma.idempotencyKey.findUnique({ where: { actorId_key: id } });
  if (row === null) return null;
  if (row.requestDigest !== requestDigest) {
    throw conflict('idempotency_key_reused', 'this Idempotency-Key was used with another request');
  }
  if (row.body === '') {
    throw conflict('shown_once', 'this was done before, and its secret was shown then');
  }
  return { status: row.status, body: JSON.parse(row.body) };
}
