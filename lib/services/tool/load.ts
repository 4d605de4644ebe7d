import type { Tx } from '@/lib/db/client';
import type { ToolModel } from '@/lib/db/generated/models';
import { notFound } from '../errors';

export async function loadTool(tx: Tx, id: string): Promise<ToolModel> {
  const row = await tx.tool.findUnique({ where: { id } });
  if (row === null) throw notFound('tool', id);
  return row;
}
