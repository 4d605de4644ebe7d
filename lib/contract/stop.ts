import { z } from 'zod';
import { STOP_KINDS } from '@/lib/domain/stop';
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
  revision: z.int(),
});
export type StopView = z.output<typeof StopView>;

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
    summary: 'Read a stop',
    permission: 'stop.list',
    input: z.object({ id: Id }),
    output: StopView,
  }),
  release: operation({
    id: 'releaseStop',
    method: 'POST',
    path: '/api/v1/stops/{id}/release',
    summary: 'Release a stop',
    permission: 'stop.release',
    input: ReleaseStopInput,
    output: StopView,
  }),
};
