import type { ListReplaysInput, ReplayView } from '@/lib/contract/replay';
import { type Ctx, permit } from '../context';
import { loadGuardrail } from '../guardrail/load';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { toReplayView } from './view';

/** A guardrail's replays, newest first. */
export async function listReplays(
  ctx: Ctx,
  { id, cursor, limit, count }: ListReplaysInput,
): Promise<{ items: ReplayView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'replay.list');
  const db = reader(ctx);
  const { name } = await loadGuardrail(db, id);
  const [before] = fromCursor(cursor, 1) ?? [];
  const where = { guardrail: name };
  const rows = await db.replay.findMany({
    where: { ...where, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.id], toReplayView);
  return count === 'true' ? { ...page, total: await db.replay.count({ where }) } : page;
}
