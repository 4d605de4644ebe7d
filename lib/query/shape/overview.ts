// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/overview';
import type { Shape } from '../shape';

export type OverviewView = z.output<typeof contract.OverviewView>;
export const OverviewView: Shape<OverviewView> = {
  object: {
    now: 'instant',
    range: { oneOf: ['1h', '24h', '7d'] },
    from: 'instant',
    bucketSeconds: 'number',
    buckets: {
      list: {
        object: {
          at: 'instant',
          counts: {
            object: {
              allow: 'number',
              modify: 'number',
              escalate: 'number',
              defer: 'number',
              deny: 'number',
            },
          },
          complete: { nullable: 'number' },
        },
      },
    },
    totals: {
      object: { allow: 'number', modify: 'number', escalate: 'number', defer: 'number', deny: 'number' },
    },
    decisions: 'number',
    complete: { nullable: 'number' },
    needsYou: {
      list: {
        object: {
          kind: {
            oneOf: [
              'clockwork_behind',
              'escalations_pending',
              'calls_deferred',
              'ownership_asked',
              'ownership_waiting',
              'agents_unowned',
              'agents_tripped',
              'agents_quarantined',
              'reviews_overdue',
              'tools_unreviewed',
              'stops_open',
              'tasks_ending',
            ],
          },
          count: 'number',
          since: { nullable: 'instant' },
        },
      },
    },
    counts: {
      object: { agents: 'number', tasksRunning: 'number', grantsLive: 'number', entitlementsLive: 'number' },
    },
    enforcementPoints: {
      list: {
        object: {
          id: 'string',
          name: 'string',
          systems: { list: 'string' },
          agents: { list: 'string' },
          lastUsedAt: { nullable: 'instant' },
          expiresAt: { nullable: 'instant' },
        },
      },
    },
    entitlementAges: {
      list: {
        object: {
          age: { oneOf: ['under_1d', 'under_7d', 'under_30d', 'under_90d', 'older'] },
          count: 'number',
          byTier: { record: 'number' },
        },
      },
    },
  },
};
