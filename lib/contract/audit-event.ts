import { z } from 'zod';
import { Id, Instant, Page, PageQuery, Text } from './common';
import { operation } from './operation';

export const AuditEventView = z.object({
  id: z.string(),
  at: Instant,
  event: z.string().describe('what happened, in the past tense: `task.completed`'),
  actor: z.object({
    kind: z.string(),
    id: z.string(),
    name: z.string().nullable(),
    roles: z.array(z.string()),
  }),
  subject: z.object({ kind: z.string(), id: z.string() }),
  requestId: z.string().nullable(),
  details: z.unknown(),
  chain: z.object({ seq: z.string(), hash: z.string() }).nullable(),
  record: z.string().describe('the canonical JSON over which the chain was computed'),
});
export type AuditEventView = z.output<typeof AuditEventView>;

export const ListAuditEventsInput = PageQuery.extend({
  event: Text(100).optional().describe('the beginning of the event’s name: `task.`'),
  actor: Text(300).optional().describe('an id'),
  q: Text(200)
    .optional()
    .describe('the beginning of a subject’s or actor’s id, or part of the name of one that exists'),
  subjectKind: Text(100).optional(),
  subjectId: Text(300).optional(),
  from: Instant.optional().describe('at or after'),
  to: Instant.optional().describe('before'),
});
export type ListAuditEventsInput = z.output<typeof ListAuditEventsInput>;

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;

export const ExportAuditEventsInput = ListAuditEventsInput.omit({
  cursor: true,
  limit: true,
  count: true,
}).extend({
  format: z.enum(EXPORT_FORMATS).default('csv'),
});
export type ExportAuditEventsInput = z.output<typeof ExportAuditEventsInput>;

export const auditEventOperations = {
  list: operation({
    id: 'listAuditEvents',
    method: 'GET',
    path: '/api/v1/audit-events',
    summary: 'List what was changed, by whom and why, newest first',
    permission: 'audit.list',
    input: ListAuditEventsInput,
    output: Page(AuditEventView),
  }),
  export: operation({
    id: 'exportAuditEvents',
    method: 'GET',
    path: '/api/v1/audit-events/export',
    summary:
      'Export audit events as CSV or, with `format=ndjson`, as lines of JSON; which is an audit event itself',
    permission: 'audit.list',
    input: ExportAuditEventsInput,
    output: z.string(),
    mediaType: 'text/csv',
  }),
  read: operation({
    id: 'readAuditEvent',
    method: 'GET',
    path: '/api/v1/audit-events/{id}',
    summary: 'Read an audit event',
    permission: 'audit.list',
    input: z.object({ id: Id }),
    output: AuditEventView,
  }),
};
