import type { EntitlementView, ListEntitlementsInput } from '@/lib/contract/entitlement';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { toEntitlementViews } from './view';

/** Entitlements, newest first; ended and revoked ones stay in the list. */
export async function listEntitlements(
  ctx: Ctx,
  { agent, system, activation, live, cursor, limit, count }: ListEntitlementsInput,
): Promise<{ items: EntitlementView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'entitlement.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const isLive = { revokedAt: null, endsAt: { gt: now } };
  const where = {
    ...(agent !== undefined && { agentId: agent }),
    ...(system !== undefined && { systemId: system }),
    ...(activation !== undefined && { activation }),
    ...(live !== undefined && (live === 'true' ? isLive : { NOT: isLive })),
  };
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.entitlement.findMany({
    where: { ...where, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  );
  const items = await toEntitlementViews(db, page.items, now);
  const { nextCursor } = page;
  return count === 'true'
    ? { items, nextCursor, total: await db.entitlement.count({ where }) }
    : { items, nextCursor };
}
