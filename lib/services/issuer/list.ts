import type { IssuerView, ListIssuersInput } from '@/lib/contract/issuer';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { issuerInclude, toIssuerView } from './view';

/** Issuers, newest first; disabled ones stay in the list. */
export async function listIssuers(
  ctx: Ctx,
  { kind, enabled, cursor, limit, count }: ListIssuersInput,
): Promise<{ items: IssuerView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'issuer.list');
  const db = reader(ctx);
  const where = {
    ...(kind !== undefined && { kind }),
    ...(enabled !== undefined && { disabledAt: enabled === 'true' ? null : { not: null } }),
  };
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.trustedIssuer.findMany({
    where: { ...where, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
    include: issuerInclude,
  });
  const page = toPage(rows, limit, (row) => [row.id], toIssuerView);
  return count === 'true' ? { ...page, total: await db.trustedIssuer.count({ where }) } : page;
}
