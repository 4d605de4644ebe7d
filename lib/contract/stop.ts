import { z } from 'zod';
import { STOP_KINDS, STOP_STATES } from '@/lib/domain/stop';
import { Id, Instant, Page, PageQuery, Reason, Text } from './common';
import { operation } from './operation';

export const StopView = z.object({
  id: z.string(),
  target: z.object({ kind: z.enum(STOP_KINDS), id: z.string().nullable() }),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: Instant,
  releasedBy: z.string().nullable(),
  releasedAt: Instant.nullable(),
  releaseReason: z.string().nullable(),
  state: z.enum(STOP_STATES).describe('as it is at the moment of the answer'),
  releaseRequest: z
    .object({
      by: z.string(),
      person: z.string(),
      at: Instant,
      reason: z.string(),
      confirmableUntil: Instant,
    })
    .nullable()
    .describe('that somebody has asked for everything to be released; another person confirms it'),
  releasedAlone: z.boolean().describe('everything was released without a second person'),
  revision: z.int(),
});
export type StopView = z.output<typeof StopView>;

/** What a target covers at a moment. */
export const StopCounts = z.object({
  at: Instant,
  agents: z.int().describe('not retired; of a system or tool: that may reach it'),
  runningTasks: z.int(),
  liveGrants: z.int(),
  taskTokens: z.int().describe('tokens of ours with which its tasks call us: worth nothing meanwhile'),
  systemTokens: z.int().describe('tokens for systems that live: revoked by the stop'),
  pendingEscalations: z.int().describe('frozen meanwhile'),
});
export type StopCounts = z.output<typeof StopCounts>;

const Met = z.object({ at: Instant, decision: z.string(), tool: z.string() });
/** What a stop has really done, as far as the system knows. */
export const StopEffects = z.object({
  covers: StopCounts,
  tokensRevoked: z.int().describe('tokens for systems that were revoked with it'),
  denied: z.int().describe('calls that it has denied in its first day'),
  isCountWhole: z.boolean().describe('false: there were more'),
  agents: z.array(Met.extend({ agent: z.string() })).describe('the first call denied to each, at most 50'),
  callers: z
    .array(Met.extend({ id: z.string(), name: z.string().nullable() }))
    .describe('the enforcement points that have met it, each with the first call denied, at most 50'),
  outside: z
    .array(z.object({ system: z.string(), tokens: z.int(), until: Instant }))
    .describe('revoked tokens that a system which looks at signatures alone takes until they end'),
  admins: z.int().describe('enabled people who may release it'),
});
export type StopEffects = z.output<typeof StopEffects>;
export const StopDetail = StopView.extend({ effects: StopEffects });
export type StopDetail = z.output<typeof StopDetail>;

export const StopTargetInput = z.object({ kind: z.enum(STOP_KINDS), id: Text(300).optional() });
export type StopTargetInput = z.output<typeof StopTargetInput>;

export const CreateStopInput = z.object({
  target: z.object({ kind: z.enum(STOP_KINDS), id: Text(300).optional() }),
  reason: Reason,
});
export type CreateStopInput = z.output<typeof CreateStopInput>;

export const ListStopsInput = PageQuery.extend({
  open: z.enum(['true', 'false']).optional().describe('only stops that are (not) in force'),
  kind: z.enum(STOP_KINDS).optional(),
});
export type ListStopsInput = z.output<typeof ListStopsInput>;

export const ReleaseStopInput = z.object({ id: Id, reason: Reason });
export type ReleaseStopInput = z.output<typeof ReleaseStopInput>;

export const stopOperations = {
  list: operation({
    id: 'listStops',
    method: 'GET',
    path: '/api/v1/stops',
    summary: 'List stops, newest first',
    permission: 'stop.list',
    input: ListStopsInput,
    output: Page(StopView),
  }),
  effects: operation({
    id: 'previewStop',
    method: 'GET',
    path: '/api/v1/stop-effects',
    summary: 'Count what a stop would cover now',
    permission: 'stop.list',
    input: StopTargetInput,
    output: StopCounts,
  }),
  create: operation({
    id: 'createStop',
    method: 'POST',
    path: '/api/v1/stops',
    summary: 'Stop an agent, system, tool, owner, tier, or everything',
    permission: 'stop.create',
    input: CreateStopInput,
    output: StopView,
    status: 201,
  }),
  read: operation({
    id: 'readStop',
    method: 'GET',
    path: '/api/v1/stops/{id}',
    summary: 'Read a stop, with what it has done',
    permission: 'stop.list',
    input: z.object({ id: Id }),
    output: StopDetail,
  }),
  release: operation({
    id: 'releaseStop',
    method: 'POST',
    path: '/api/v1/stops/{id}/release',
    summary: 'Release a stop; of everything, ask for it or confirm what somebody else asked for',
    permission: 'stop.release',
    input: ReleaseStopInput,
    output: StopView,
  }),
};
