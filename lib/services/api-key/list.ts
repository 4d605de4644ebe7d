import type { ApiKeyView, ListApiKeysInput } from '@/lib/contract/api-key';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { apiKeySelect, toApiKeyView } from './view';

/** Keys, newest first; revoked and expired ones stay in the list. */
export async function listApiKeys(
  ctx: Ctx,
  { q, role, state, cursor, limit, count }: ListApiKeysInput,
): Promise<{ items: ApiKeyView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'api-key.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const states = {
    live: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    expired: { revokedAt: null, expiresAt: { lte: now } },
    revoked: { revokedAt: { not: null } },
  };
  const where = {
    ...(q !== undefined && { name: { contains: q, mode: 'insensitive' as const } }),
    ...(role !== undefined && { roles: { hasSome: role } }),
    ...(state !== undefined && states[state]),
  };
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.apiKey.findMany({
    where: { ...where, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: apiKeySelect,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => toApiKeyView(row, now),
  );
  return count === 'true' ? { ...page, total: await db.apiKey.count({ where }) } : page;
}
