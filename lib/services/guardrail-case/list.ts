import type { GuardrailCaseView, ListGuardrailCasesInput } from '@/lib/contract/guardrail-case';
import { type Ctx, permit } from '../context';
import { loadGuardrail } from '../guardrail/load';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { toGuardrailCaseView } from './view';

/** A guardrail's cases, oldest first. */
export async function listGuardrailCases(
  ctx: Ctx,
  { id, cursor, limit, count }: ListGuardrailCasesInput,
): Promise<{ items: GuardrailCaseView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'guardrail-case.list');
  const db = reader(ctx);
  const { name } = await loadGuardrail(db, id);
  const [after] = fromCursor(cursor, 1) ?? [];
  const where = { guardrail: name };
  const rows = await db.guardrailCase.findMany({
    where: { ...where, ...(after !== undefined && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.id], toGuardrailCaseView);
  return count === 'true' ? { ...page, total: await db.guardrailCase.count({ where }) } : page;
}
