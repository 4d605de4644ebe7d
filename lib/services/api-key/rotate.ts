import type { ApiKeyIdInput, NewApiKeyView } from '@/lib/contract/api-key';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, conflict, notFound } from '../errors';
import { inTransaction } from '../transaction';
import { givenTo } from './given-to';
import { apiKeyHash, apiKeyHint, newApiKey } from './secret';
import { apiKeySelect, toApiKeyView } from './view';

/** Gives a key a new secret, answered once. The old one is worth nothing from the next request on. */
export async function rotateApiKey(ctx: Ctx, { id }: ApiKeyIdInput): Promise<NewApiKeyView> {
  permit(ctx, 'api-key.rotate');
  const key = newApiKey();
  return inTransaction(ctx, async (tx, now) => {
    const before = await tx.apiKey.findUnique({ where: { id }, select: apiKeySelect });
    if (before === null) throw notFound('key', id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision) throw changedMeanwhile('key', id);
    if (toApiKeyView(before, now).state !== 'live')
      throw conflict('not_live', 'this key has ended; make a new one');
    const { count } = await tx.apiKey.updateMany({
      where: { id, revokedAt: null, revision: before.revision },
      data: {
        keyHash: apiKeyHash(key),
        hint: apiKeyHint(key),
        givenTo: givenTo(ctx),
        revision: { increment: 1 },
      },
    });
    // Two rotations at once: the second would void a key that the first caller has just been given.
    if (count !== 1) throw changedMeanwhile('key', id);
    await writeAudit(tx, ctx, now, {
      event: 'api-key.rotated',
      subject: { kind: 'api-key', id },
      details: { name: before.name },
    });
    const row = await tx.apiKey.findUniqueOrThrow({ where: { id }, select: apiKeySelect });
    return { ...toApiKeyView(row, now), key };
  });
}
