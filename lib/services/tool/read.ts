import type { ToolView } from '@/lib/contract/tool';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { loadTool } from './load';
import { loadToolView } from './view';

export async function readTool(ctx: Ctx, { id }: { id: string }): Promise<ToolView> {
  permit(ctx, 'tool.list');
  const db = reader(ctx);
  return loadToolView(db, await loadTool(db, id));
}
