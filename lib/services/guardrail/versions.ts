import type { GuardrailVersionView, ListGuardrailVersionsInput } from '@/lib/contract/guardrail';
import { type Ctx, permit } from '../context';
import { invalidInput, notFound } from '../errors';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { toGuardrailVersionView } from './view';

/** A guardrail's versions, newest first. None is ever deleted. */
export async function listGuardrailVersions(
  ctx: Ctx,
  { id, cursor, limit, count }: ListGuardrailVersionsInput,
): Promise<{ items: GuardrailVersionView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'guardrail.list');
  const db = reader(ctx);
  const [key] = fromCursor(cursor, 1) ?? [];
  const before = key === undefined ? undefined : Number(key);
  if (before !== undefined && !Number.isSafeInteger(before)) {
    throw invalidInput('cursor', 'is not one that this list gave');
  }
  const where = { guardrail: id };
  const rows = await db.guardrailVersion.findMany({
    where: { ...where, ...(before !== undefined && { version: { lt: before } }) },
    orderBy: { version: 'desc' },
    take: limit + 1,
  });
  if (rows.length === 0 && before === undefined) throw notFound('guardrail', id);
  const page = toPage(rows, limit, (row) => [String(row.version)], toGuardrailVersionView);
  return count === 'true' ? { ...page, total: await db.guardrailVersion.count({ where }) } : page;
}
