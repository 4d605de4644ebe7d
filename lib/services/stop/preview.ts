import type { StopCounts, StopTargetInput } from '@/lib/contract/stop';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { countCovered } from './count';
import { resolveTarget } from './target';

/** Counts what a stop would cover now. It stops nothing. */
export async function previewStop(ctx: Ctx, input: StopTargetInput): Promise<StopCounts> {
  permit(ctx, 'stop.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  return countCovered(db, await resolveTarget(db, input, 'id'), now);
}
