import type { ReplayIdInput, ReplayView } from '@/lib/contract/replay';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { loadReplay } from './load';
import { toReplayView } from './view';

export async function readReplay(ctx: Ctx, { id }: ReplayIdInput): Promise<ReplayView> {
  permit(ctx, 'replay.list');
  return toReplayView(await loadReplay(reader(ctx), id));
}
