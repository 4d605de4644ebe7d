// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/deferral';
import type { Shape } from '../shape';

export type DeferralView = z.output<typeof contract.DeferralView>;
export const DeferralView: Shape<DeferralView> = {
  object: {
    id: 'string',
    state: { oneOf: ['waiting', 'resolved', 'expired', 'ended'] },
    agent: 'string',
    task: 'string',
    purpose: 'string',
    tool: 'string',
    reasons: { list: 'string' },
    decision: 'string',
    calls: 'number',
    deferredAt: 'instant',
    expiresAt: 'instant',
    resolvedAt: { nullable: 'instant' },
    resolvedBy: { nullable: 'string' },
  },
};

export type ListDeferralsAnswer = z.output<typeof contract.deferralOperations.list.output>;
export const ListDeferralsAnswer: Shape<ListDeferralsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          state: { oneOf: ['waiting', 'resolved', 'expired', 'ended'] },
          agent: 'string',
          task: 'string',
          purpose: 'string',
          tool: 'string',
          reasons: { list: 'string' },
          decision: 'string',
          calls: 'number',
          deferredAt: 'instant',
          expiresAt: 'instant',
          resolvedAt: { nullable: 'instant' },
          resolvedBy: { nullable: 'string' },
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
