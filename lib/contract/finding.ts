import { z } from 'zod';
import { FINDING_KINDS, FINDING_SUBJECTS, SEVERITIES } from '@/lib/domain/finding';
import { Instant, ListOf, Page, PageQuery, PersonRef, Slug } from './common';
import { operation } from './operation';

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
});
export type FindingView = z.output<typeof FindingView>;

export const ListFindingsInput = PageQuery.extend({
  kind: ListOf(z.enum(FINDING_KINDS)).optional(),
  severity: ListOf(z.enum(SEVERITIES)).optional(),
  agent: Slug.optional().describe('only those at this agent and its entitlements'),
});
export type ListFindingsInput = z.output<typeof ListFindingsInput>;

export const findingOperations = {
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
