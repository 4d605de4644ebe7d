import type { ContextDetail, ContextIdInput } from '@/lib/contract/shared-context';
import type { Tx } from '@/lib/db/client';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { reader } from '../transaction';
import { isVisibleContext } from './openness';
import { toContextView, toLabelChangeView } from './view';

/** Labels grow a few times and then stand; this is far more than one page shows. */
const MOST_CHANGES = 200;

export async function readContext(ctx: Ctx, { id }: ContextIdInput): Promise<ContextDetail> {
  permit(ctx, 'context.list');
  const detail = await loadContextDetail(reader(ctx), id);
  if (!isVisibleContext(ctx, detail.agents)) throw notFound('context', id);
  return detail;
}

/** One context with the latest changes of its labels. Throws `not_found`. */
export async function loadContextDetail(db: Tx, id: string): Promise<ContextDetail> {
  const row = await db.context.findUnique({ where: { id } });
  if (row === null) throw notFound('context', id);
  const changes = await db.labelChange.findMany({
    where: { targetKind: 'context', targetId: id },
    orderBy: { id: 'desc' },
    take: MOST_CHANGES,
  });
  return { ...toContextView(row), changes: changes.map(toLabelChangeView) };
}
