import { z } from 'zod';
import { ESCALATION_STATES } from '@/lib/domain/escalation';
import { Id, Instant, ListOf, Page, PageQuery, Slug } from './common';
import { operation } from './operation';

/** A waiting call as lists show it, without its arguments. */
export const EscalationSummary = z.object({
  id: z.string(),
  state: z.enum(ESCALATION_STATES).describe('as it is at the moment of the answer'),
  agent: z.string(),
  task: z.string(),
  purpose: z.string(),
  tool: z.string(),
  resource: z.string().nullable(),
  reasons: z.array(z.string()),
  decision: z.string().describe('the decision that asked first'),
  calls: z.int().describe('how often the same call was asked'),
  requestedAt: Instant,
  expiresAt: Instant,
  answeredBy: z.string().nullable(),
  answeredAt: Instant.nullable(),
  answerReason: z.string().nullable(),
  frozenBy: z
    .string()
    .nullable()
    .describe('the stop that covers it while it waits: nothing is answered, and its time goes on'),
  revision: z.int(),
});
export type EscalationSummary = z.output<typeof EscalationSummary>;

/** With the exact call that an approval would fit. */
export const EscalationView = EscalationSummary.extend({
  digest: z.string(),
  arguments: z.unknown(),
  grant: z.string().nullable().describe('what an approval gave'),
});
export type EscalationView = z.output<typeof EscalationView>;

export const ListEscalationsInput = PageQuery.extend({
  state: ListOf(z.enum(ESCALATION_STATES)).optional(),
  agent: Slug.optional(),
  task: Id.optional(),
});
export type ListEscalationsInput = z.output<typeof ListEscalationsInput>;

export const escalationOperations = {
  list: operation({
    id: 'listEscalations',
    method: 'GET',
    path: '/api/v1/escalations',
    summary: 'List calls that wait, or waited, for people, newest first',
    permission: 'escalation.list',
    input: ListEscalationsInput,
    output: Page(EscalationSummary),
  }),
  read: operation({
    id: 'readEscalation',
    method: 'GET',
    path: '/api/v1/escalations/{id}',
    summary: 'Read an escalation with the exact call',
    permission: 'escalation.list',
    input: z.object({ id: Id }),
    output: EscalationView,
  }),
};
