import type { ListSystemsInput, SystemView } from '@/lib/contract/system';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { systemInclude, toSystemView } from './view';

/** Systems, by id. */
export async function listSystems(
  ctx: Ctx,
  { kind, zone, environment, q, cursor, limit, count }: ListSystemsInput,
): Promise<{ items: SystemView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'system.list');
  const db = reader(ctx);
  const like = { contains: q ?? '', mode: 'insensitive' } as const;
  const where = {
    ...(kind !== undefined && { kind: { in: kind } }),
    ...(zone !== undefined && { zone: { in: zone } }),
    ...(environment !== undefined && { environment: { in: environment } }),
    ...(q !== undefined && { OR: [{ id: like }, { name: like }] }),
  };
  const [after] = fromCursor(cursor, 1) ?? [];
  const rows = await db.system.findMany({
    where: { AND: [where, ...(after === undefined ? [] : [{ id: { gt: after } }])] },
    include: systemInclude,
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.id], toSystemView);
  return count === 'true' ? { ...page, total: await db.system.count({ where }) } : page;
}
