import { z } from 'zod';
import { FINDING_KINDS, FINDING_SUBJECTS, SEVERITIES } from '@/lib/domain/finding';
import { Instant, ListOf, Page, PageQuery, PersonRef, Slug, Text } from './common';
import { operation } from './operation';
import { ActionClassName } from './scope';

export const FindingView = z.object({
  kind: z.enum(FINDING_KINDS),
  severity: z.enum(SEVERITIES),
  subject: z.object({ kind: z.enum(FINDING_SUBJECTS), id: z.string(), name: z.string() }),
  agent: z.string().nullable().describe('whose entitlement it is'),
  says: z.string().describe('what is wrong, behind the name of the subject'),
  detail: z.array(z.string()).describe('what exactly: of a secret, what it can do beyond its tools'),
  since: Instant,
  concerns: PersonRef.nullable().describe('who answers for the subject'),
  remedy: z.object({
    says: z.string().describe('the one thing to do about it'),
    operation: z.string().describe('the operation of this API that does it'),
  }),
  used: z
    .object({ tools: z.array(z.string()), actionClasses: z.array(ActionClassName) })
    .nullable()
    .describe('of an entitlement that is broader than used: what was used of it'),
});
export type FindingView = z.output<typeof FindingView>;

export const ListFindingsInput = PageQuery.extend({
  kind: ListOf(z.enum(FINDING_KINDS)).optional(),
  severity: ListOf(z.enum(SEVERITIES)).optional(),
  agent: Slug.optional().describe('of this agent, or of its entitlements'),
  owner: Text(254)
    .transform((email) => email.toLowerCase())
    .optional()
    .describe('that concern the person of this address'),
});
export type ListFindingsInput = z.output<typeof ListFindingsInput>;

export const FindingSummary = z.object({
  at: Instant,
  total: z.int(),
  kinds: z.array(z.object({ kind: z.enum(FINDING_KINDS), severity: z.enum(SEVERITIES), count: z.int() })),
  afterTask: z
    .object({ grants: z.int(), tokens: z.int(), alive: z.int() })
    .describe('every grant and token that lives now was held against its task; so many outlive it'),
});
export type FindingSummary = z.output<typeof FindingSummary>;

export const findingOperations = {
  summary: operation({
    id: 'countFindings',
    method: 'GET',
    path: '/api/v1/finding-summary',
    summary: 'Count standing risks by kind, and prove that no access outlives its task',
    permission: 'finding.list',
    input: z.object({}),
    output: FindingSummary,
  }),
  list: operation({
    id: 'listFindings',
    method: 'GET',
    path: '/api/v1/findings',
    summary: 'List standing risks as they are now, the gravest first',
    permission: 'finding.list',
    input: ListFindingsInput,
    output: Page(FindingView),
  }),
};
