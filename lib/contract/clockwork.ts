import { z } from 'zod';
import { JOB_STATES } from '@/lib/domain/clockwork';
import { Instant } from './common';
import { operation } from './operation';

export const ClockworkJob = z.object({
  job: z.string(),
  says: z.string().describe('what it does'),
  schedule: z.string().describe('cron, in UTC'),
  state: z
    .enum(JOB_STATES)
    .describe('late: more than two of its intervals and a minute without success; waiting: never ran yet'),
  lastRunAt: Instant.nullable(),
  lastSuccessAt: Instant.nullable(),
  nextRunAt: Instant,
  lagSeconds: z.int().describe('how long its next run is overdue, or it has waited in the queue'),
  durationMs: z.int().nullable(),
  failures: z.int().describe('since the last success'),
  lastError: z.string().nullable(),
  instance: z.string().nullable().describe('who ran it last'),
});
export type ClockworkJob = z.output<typeof ClockworkJob>;

export const ClockworkView = z.object({
  now: Instant.describe('by the database’s clock'),
  isBehind: z.boolean(),
  says: z.string().nullable().describe('what is wrong, in a sentence; null: nothing'),
  jobs: z.array(ClockworkJob),
  queue: z.object({ waiting: z.int(), running: z.int(), failed: z.int(), oldestSeconds: z.int() }),
  reviews: z.object({
    nextSlotAt: Instant.nullable(),
    slotsBehind: z.int().describe('schedules whose slot passed more than five minutes ago'),
    preparing: z.int(),
    applying: z.int().describe('decisions signed off and not applied'),
    overdueCampaigns: z.int(),
  }),
});
export type ClockworkView = z.output<typeof ClockworkView>;

export const clockworkOperations = {
  read: operation({
    id: 'readClockwork',
    method: 'GET',
    path: '/api/v1/clockwork',
    summary: 'What Cordon does by itself: last runs, next runs, lag and failures',
    permission: 'clockwork.read',
    input: z.object({}),
    output: ClockworkView,
  }),
};
