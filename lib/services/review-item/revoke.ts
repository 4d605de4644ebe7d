import type { ReviewItemView, RevokeItemInput } from '@/lib/contract/review-item';
import type { Ctx } from '../context';
import { decideItem } from './decide';

/** Stages that the access is taken away. */
export const revokeItem = (ctx: Ctx, input: RevokeItemInput): Promise<ReviewItemView> =>
  decideItem(ctx, { ...input, verb: 'revoke' });
