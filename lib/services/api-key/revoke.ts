import type { ApiKeyIdInput, ApiKeyView } from '@/lib/contract/api-key';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, notFound } from '../errors';
import { inTransaction } from '../transaction';
import { apiKeySelect, toApiKeyView } from './view';

/** Revokes a key for good: it is worth nothing from the next request on. INVARIANT (next-decision) */
export async function revokeApiKey(ctx: Ctx, { id }: ApiKeyIdInput): Promise<ApiKeyView> {
  permit(ctx, 'api-key.revoke');
  return inTransaction(ctx, async (tx, now) => {
    const before = await tx.apiKey.findUnique({ where: { id }, select: { name: true } });
    if (before === null) throw notFound('key', id);
    const { count } = await tx.apiKey.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: now, revision: { increment: 1 } },
    });
    if (count !== 1) throw conflict('already_revoked', 'this key is revoked already');
    await writeAudit(tx, ctx, now, {
      event: 'api-key.revoked',
      subject: { kind: 'api-key', id },
      details: { name: before.name },
    });
    return toApiKeyView(await tx.apiKey.findUniqueOrThrow({ where: { id }, select: apiKeySelect }), now);
  });
}
