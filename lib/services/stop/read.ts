import type { StopView } from '@/lib/contract/stop';
import { type Ctx, permit } from '../context';
import { notFound } from '../errors';
import { reader } from '../transaction';
import { toStopView } from './view';

export async function readStop(ctx: Ctx, { id }: { id: string }): Promise<StopView> {
  permit(ctx, 'stop.list');
  const row = await reader(ctx).stop.findUnique({ where: { id } });
  if (row === null) throw notFound('stop', id);
  return toStopView(row);
}
