import type { ReviewItemView, SkipItemInput } from '@/lib/contract/review-item';
import type { Ctx } from '../context';
import { decideItem } from './decide';

/** Stages that nothing is decided, with the reason. */
export const skipItem = (ctx: Ctx, input: SkipItemInput): Promise<ReviewItemView> =>
  decideItem(ctx, { ...input, comment: input.reason, verb: 'skip' });
