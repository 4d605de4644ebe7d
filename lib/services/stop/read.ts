import type { StopDetail } from '@/lib/contract/stop';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { databaseNow, reader } from '../transaction';
import { effectsOf } from './effects';
import { toStopView } from './view';

export async function readStop(ctx: Ctx, { id }: { id: string }): Promise<StopDetail> {
  permit(ctx, 'stop.list');
  const db = reader(ctx);
  const row = await db.stop.findUnique({ where: { id } });
  if (row === null) throw notFound('stop', id);
  const now = await databaseNow(db);
  return { ...toStopView(row, now), effects: await effectsOf(db, row, now) };
}
