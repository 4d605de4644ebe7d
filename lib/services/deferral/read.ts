import type { DeferralView } from '@/lib/contract/deferral';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { databaseNow, reader } from '../transaction';
import { deferralSelect, toDeferralView } from './view';

export async function readDeferral(ctx: Ctx, { id }: { id: string }): Promise<DeferralView> {
  permit(ctx, 'deferral.list');
  const db = reader(ctx);
  const row = await db.deferral.findUnique({ where: { id }, select: deferralSelect });
  if (row === null) throw notFound('deferral', id);
  return toDeferralView(row, await databaseNow(db));
}
