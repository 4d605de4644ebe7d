import type { IdentityView, ListIdentitiesInput } from '@/lib/contract/identity';
import { loadAgent } from '../agent/load';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { identityInclude, toIdentityView } from './view';

/** An agent's identities, newest first; removed ones stay in the list. */
export async function listIdentities(
  ctx: Ctx,
  { id, removed, cursor, limit, count }: ListIdentitiesInput,
): Promise<{ items: IdentityView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'identity.list');
  const db = reader(ctx);
  await loadAgent(db, id);
  const where = {
    agentId: id,
    ...(removed !== undefined && { removedAt: removed === 'true' ? { not: null } : null }),
  };
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.workloadIdentity.findMany({
    where: { ...where, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
    include: identityInclude,
  });
  const page = toPage(rows, limit, (row) => [row.id], toIdentityView);
  return count === 'true' ? { ...page, total: await db.workloadIdentity.count({ where }) } : page;
}
