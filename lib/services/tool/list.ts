import type { ListToolsInput, ToolListItem } from '@/lib/contract/tool';
import type { Tx } from '@/lib/db/client';
import type { ToolWhereInput } from '@/lib/db/generated/models/Tool';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { toToolListItem } from './view';

/** Tools, by id. Their input schemas, which may be large, come only with a single tool. */
export async function listTools(
  ctx: Ctx,
  { cursor, limit, count, ...filter }: ListToolsInput,
): Promise<{ items: ToolListItem[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'tool.list');
  const db = reader(ctx);
  const where = whereOf(db, filter);
  const [after] = fromCursor(cursor, 1) ?? [];
  const rows = await db.tool.findMany({
    where: { AND: [where, ...(after === undefined ? [] : [{ id: { gt: after } }])] },
    omit: { inputSchema: true, definition: true, reviewedDefinition: true },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.id], toToolListItem);
  return count === 'true' ? { ...page, total: await db.tool.count({ where }) } : page;
}

type Filter = Omit<ListToolsInput, 'cursor' | 'limit' | 'count'>;

function whereOf(db: Tx, filter: Filter): ToolWhereInput {
  const { system, state, actionClass, sensitivity, changed, untrusted, irreversible, triggers, q } = filter;
  const like = { contains: q ?? '', mode: 'insensitive' } as const;
  const hasChanged: ToolWhereInput = {
    AND: [{ reviewedDigest: { not: null } }, { NOT: { reviewedDigest: { equals: db.tool.fields.digest } } }],
  };
  return {
    ...(system !== undefined && { systemId: system }),
    ...(state !== undefined && { state: { in: state } }),
    ...(actionClass !== undefined && { actionClass: { in: actionClass } }),
    ...(sensitivity !== undefined && { sensitivity: { in: sensitivity } }),
    ...(untrusted !== undefined && { returnsUntrusted: untrusted === 'true' }),
    ...(irreversible !== undefined && { reversible: irreversible !== 'true' }),
    ...(triggers !== undefined && { triggers: { has: triggers } }),
    AND: [
      ...(changed === undefined
        ? []
        : [changed === 'true' ? hasChanged : { reviewedDigest: { equals: db.tool.fields.digest } }]),
      ...(q === undefined ? [] : [{ OR: [{ id: like }, { description: like }] }]),
    ],
  };
}
