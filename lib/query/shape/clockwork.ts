// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/clockwork';
import type { Shape } from '../shape';

export type ClockworkView = z.output<typeof contract.ClockworkView>;
export const ClockworkView: Shape<ClockworkView> = {
  object: {
    now: 'instant',
    isBehind: 'boolean',
    says: { nullable: 'string' },
    jobs: {
      list: {
        object: {
          job: 'string',
          says: 'string',
          schedule: 'string',
          state: { oneOf: ['ok', 'late', 'failing', 'waiting'] },
          lastRunAt: { nullable: 'instant' },
          lastSuccessAt: { nullable: 'instant' },
          nextRunAt: 'instant',
          lagSeconds: 'number',
          durationMs: { nullable: 'number' },
          failures: 'number',
          lastError: { nullable: 'string' },
          instance: { nullable: 'string' },
        },
      },
    },
    queue: { object: { waiting: 'number', running: 'number', failed: 'number', oldestSeconds: 'number' } },
    reviews: {
      object: {
        nextSlotAt: { nullable: 'instant' },
        slotsBehind: 'number',
        preparing: 'number',
        applying: 'number',
        overdueCampaigns: 'number',
      },
    },
  },
};
