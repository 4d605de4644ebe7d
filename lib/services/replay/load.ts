import type { Tx } from '@/lib/db/client';
import type { ReplayModel } from '@/lib/db/generated/models';
import { notFound } from '../errors';

export async function loadReplay(tx: Tx, id: string): Promise<ReplayModel> {
  const row = await tx.replay.findUnique({ where: { id } });
  if (row === null) throw notFound('replay', id);
  return row;
}
