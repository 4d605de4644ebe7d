import type { SystemView } from '@/lib/contract/system';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { loadSystem } from './load';
import { toSystemView } from './view';

export async function readSystem(ctx: Ctx, { id }: { id: string }): Promise<SystemView> {
  permit(ctx, 'system.list');
  return toSystemView(await loadSystem(reader(ctx), id));
}
