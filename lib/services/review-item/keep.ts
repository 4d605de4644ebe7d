import type { KeepItemInput, ReviewItemView } from '@/lib/contract/review-item';
import type { Ctx } from '../context';
import { decideItem } from './decide';

/** Stages that the access stays as it is. */
export const keepItem = (ctx: Ctx, input: KeepItemInput): Promise<ReviewItemView> =>
  decideItem(ctx, { ...input, verb: 'keep' });
