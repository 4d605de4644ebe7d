import type { GrantView } from '@/lib/contract/grant';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { databaseNow, reader } from '../transaction';
import { grantSelect, toGrantView } from './view';

export async function readGrant(ctx: Ctx, { id }: { id: string }): Promise<GrantView> {
  permit(ctx, 'grant.list');
  const db = reader(ctx);
  const row = await db.grant.findUnique({ where: { id }, select: grantSelect });
  if (row === null) throw notFound('grant', id);
  return toGrantView(row, await databaseNow(db));
}
