import type { NarrowItemInput, ReviewItemView } from '@/lib/contract/review-item';
import type { Ctx } from '../context';
import { decideItem } from './decide';

/** Stages that an entitlement becomes narrower: to what was used, or to a scope within it. */
export const narrowItem = (ctx: Ctx, input: NarrowItemInput): Promise<ReviewItemView> =>
  decideItem(ctx, { ...input, verb: 'narrow' });
