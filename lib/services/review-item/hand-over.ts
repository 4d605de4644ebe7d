import type { HandOverItemInput, ReviewItemView } from '@/lib/contract/review-item';
import type { Ctx } from '../context';
import { decideItem } from './decide';

/** Stages that somebody else is asked to answer for the agent. */
export const handOverItem = (ctx: Ctx, input: HandOverItemInput): Promise<ReviewItemView> =>
  decideItem(ctx, { ...input, verb: 'hand_over' });
