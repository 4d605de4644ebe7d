import { z } from 'zod';
import { OVERVIEW_RANGES } from '@/lib/domain/overview';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { Instant } from './common';
import { OutcomeBucket } from './decision';
import { operation } from './operation';

export const NEEDS = [
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
] as const;
export const AGE_BANDS = ['under_1d', 'under_7d', 'under_30d', 'under_90d', 'older'] as const;

const Count = z.int();

export const OverviewView = z.object({
  now: Instant,
  range: z.enum(OVERVIEW_RANGES),
  from: Instant,
  bucketSeconds: z.number(),
  buckets: z.array(OutcomeBucket),
  totals: z.object({ allow: Count, modify: Count, escalate: Count, defer: Count, deny: Count }),
  decisions: Count,
  complete: z.number().nullable().describe('share with all three answers clear; null without decisions'),
  needsYou: z
    .array(
      z.object({
        kind: z.enum(NEEDS),
        count: Count,
        since: Instant.nullable().describe('of the one that has waited longest, or is due first'),
      }),
    )
    .describe('only what there is'),
  counts: z.object({ agents: Count, tasksRunning: Count, grantsLive: Count, entitlementsLive: Count }),
  enforcementPoints: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      systems: z.array(z.string()),
      agents: z.array(z.string()),
      lastUsedAt: Instant.nullable(),
      expiresAt: Instant.nullable(),
    }),
  ),
  entitlementAges: z.array(
    z.object({
      age: z.enum(AGE_BANDS),
      count: Count,
      byTier: z.partialRecord(z.enum(RISK_TIERS), Count),
    }),
  ),
});
export type OverviewView = z.output<typeof OverviewView>;

export const OverviewInput = z.object({ range: z.enum(OVERVIEW_RANGES).default('24h') });
export type OverviewInput = z.output<typeof OverviewInput>;

export const overviewOperations = {
  read: operation({
    id: 'readOverview',
    method: 'GET',
    path: '/api/v1/overview',
    summary: 'What is going on, and what needs somebody',
    permission: 'overview.read',
    input: OverviewInput,
    output: OverviewView,
  }),
};
