import type { Tx } from '@/lib/db/client';
import { notFound } from '../errors';
import { systemInclude } from './view';

export async function loadSystem(tx: Tx, id: string) {
  const row = await tx.system.findUnique({ where: { id }, include: systemInclude });
  if (row === null) throw notFound('system', id);
  return row;
}
