import type { ContextView, ListContextsInput } from '@/lib/contract/shared-context';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { visibleContexts } from './openness';
import { toContextView } from './view';

/** Shared contexts, newest first. */
export async function listContexts(
  ctx: Ctx,
  { q, cursor, limit, count }: ListContextsInput,
): Promise<{ items: ContextView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'context.list');
  const db = reader(ctx);
  const named =
    q === undefined ? {} : { OR: [{ id: q }, { name: { contains: q, mode: 'insensitive' as const } }] };
  const where = { AND: [visibleContexts(ctx), named] };
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.context.findMany({
    where: { ...where, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.id], toContextView);
  return count === 'true' ? { ...page, total: await db.context.count({ where }) } : page;
}
