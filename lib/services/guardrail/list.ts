import type { GuardrailView, ListGuardrailsInput } from '@/lib/contract/guardrail';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { guardrailSelect } from './load';
import { toGuardrailView } from './view';

/** Guardrails, by name; retired ones stay in the list. */
export async function listGuardrails(
  ctx: Ctx,
  { state, cursor, limit, count }: ListGuardrailsInput,
): Promise<{ items: GuardrailView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'guardrail.list');
  const db = reader(ctx);
  const where = state === undefined ? {} : { versions: { some: { state } } };
  const [after] = fromCursor(cursor, 1) ?? [];
  const rows = await db.guardrail.findMany({
    where: { ...where, ...(after !== undefined && { name: { gt: after } }) },
    select: guardrailSelect,
    orderBy: { name: 'asc' },
    take: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.name], toGuardrailView);
  return count === 'true' ? { ...page, total: await db.guardrail.count({ where }) } : page;
}
