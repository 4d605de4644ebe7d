import { z } from 'zod';
import { TASK_STATES } from '@/lib/domain/task';
import { Instant, Page, PageQuery, Slug } from './common';
import { operation } from './operation';

/** One task that another one handed over: who to whom, how deep in its chain, and how it stands. */
export const DelegationView = z.object({
  task: z.string(),
  agent: z.string(),
  agentName: z.string(),
  purpose: z.string(),
  state: z.enum(TASK_STATES).describe('as it is at the moment of the answer'),
  endsAt: Instant,
  endedAt: Instant.nullable(),
  depth: z.int().describe('how many tasks stand above it'),
  parentTask: z.string(),
  parentAgent: z.string(),
  parentAgentName: z.string(),
  parentPurpose: z.string(),
  rootTask: z.string(),
  delegatedAt: Instant,
  delegatedBy: z.string(),
});
export type DelegationView = z.output<typeof DelegationView>;

export const ListDelegationsInput = PageQuery.extend({
  by: Slug.optional().describe('the agent that delegated'),
  to: Slug.optional().describe('the agent that was delegated to'),
  live: z.enum(['true', 'false']).optional().describe('only those whose task is (not) open now'),
});
export type ListDelegationsInput = z.output<typeof ListDelegationsInput>;

export const delegationOperations = {
  list: operation({
    id: 'listDelegations',
    method: 'GET',
    path: '/api/v1/delegations',
    summary: 'List what agents handed to each other, newest first',
    permission: 'delegation.list',
    input: ListDelegationsInput,
    output: Page(DelegationView),
  }),
};
