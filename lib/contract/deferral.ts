import { z } from 'zod';
import { DEFERRAL_STATES } from '@/lib/domain/deferral';
import { Id, Instant, ListOf, Page, PageQuery, Slug } from './common';
import { operation } from './operation';

/** A call that waits, or waited, for something to be known. */
export const DeferralView = z.object({
  id: z.string(),
  state: z.enum(DEFERRAL_STATES).describe('as it is at the moment of the answer'),
  agent: z.string(),
  task: z.string(),
  purpose: z.string(),
  tool: z.string(),
  reasons: z.array(z.string()).describe('what it waits for, as reason codes'),
  decision: z.string().describe('the decision that put it off first'),
  calls: z.int().describe('how often the same call was put off'),
  deferredAt: Instant,
  expiresAt: Instant.describe('from then on the same call is denied'),
  resolvedAt: Instant.nullable(),
  resolvedBy: z.string().nullable().describe('the decision that allowed it'),
});
export type DeferralView = z.output<typeof DeferralView>;

export const ListDeferralsInput = PageQuery.extend({
  state: ListOf(z.enum(DEFERRAL_STATES)).optional(),
  agent: Slug.optional(),
  task: Id.optional(),
});
export type ListDeferralsInput = z.output<typeof ListDeferralsInput>;

export const deferralOperations = {
  list: operation({
    id: 'listDeferrals',
    method: 'GET',
    path: '/api/v1/deferrals',
    summary: 'List calls that were put off, newest first',
    permission: 'deferral.list',
    input: ListDeferralsInput,
    output: Page(DeferralView),
  }),
  read: operation({
    id: 'readDeferral',
    method: 'GET',
    path: '/api/v1/deferrals/{id}',
    summary: 'Read a call that was put off',
    permission: 'deferral.list',
    input: z.object({ id: Id }),
    output: DeferralView,
  }),
};
