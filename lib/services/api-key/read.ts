import type { ApiKeyIdInput, ApiKeyView } from '@/lib/contract/api-key';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { databaseNow, reader } from '../transaction';
import { apiKeySelect, toApiKeyView } from './view';

export async function readApiKey(ctx: Ctx, { id }: ApiKeyIdInput): Promise<ApiKeyView> {
  permit(ctx, 'api-key.list');
  const db = reader(ctx);
  const row = await db.apiKey.findUnique({ where: { id }, select: apiKeySelect });
  if (row === null) throw notFound('key', id);
  return toApiKeyView(row, await databaseNow(db));
}
