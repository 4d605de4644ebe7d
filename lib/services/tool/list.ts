import type { ListToolsInput, ToolListItem } from '@/lib/contract/tool';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { toToolListItem } from './view';

/** Tools, by id. Their input schemas, which may be large, come only with a single tool. */
export async function listTools(
  ctx: Ctx,
  { system, state, actionClass, sensitivity, q, cursor, limit, count }: ListToolsInput,
): Promise<{ items: ToolListItem[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'tool.list');
  const db = reader(ctx);
  const like = { contains: q ?? '', mode: 'insensitive' } as const;
  const where = {
    ...(system !== undefined && { systemId: system }),
    ...(state !== undefined && { state: { in: state } }),
    ...(actionClass !== undefined && { actionClass: { in: actionClass } }),
    ...(sensitivity !== undefined && { sensitivity: { in: sensitivity } }),
    ...(q !== undefined && { OR: [{ id: like }, { description: like }] }),
  };
  const [after] = fromCursor(cursor, 1) ?? [];
  const rows = await db.tool.findMany({
    where: { AND: [where, ...(after === undefined ? [] : [{ id: { gt: after } }])] },
    omit: { inputSchema: true, definition: true },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.id], toToolListItem);
  return count === 'true' ? { ...page, total: await db.tool.count({ where }) } : page;
}
