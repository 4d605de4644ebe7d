import { z } from 'zod';
import { Id, Instant, Page, PageQuery, Reason, Slug, Text } from './common';
import { LabelsView, NewLabels } from './label';
import { operation } from './operation';

export const ContextView = z.object({
  id: z.string(),
  name: z.string(),
  labels: LabelsView,
  agents: z.array(z.string()).describe('whose tasks may read and write it; empty: every agent’s'),
  createdBy: z.string(),
  createdAt: Instant,
  revision: z.int(),
});
export type ContextView = z.output<typeof ContextView>;

/** Who put which labels there, or took them away, and when. */
export const LabelChangeView = z.object({
  id: z.string(),
  at: Instant,
  cause: z.enum(['write', 'relabel']),
  task: z.string().nullable(),
  agent: z.string().nullable(),
  decision: z.string().nullable().describe('the call that wrote'),
  person: z.string().nullable(),
  reason: z.string().nullable(),
  before: LabelsView,
  after: LabelsView,
});
export type LabelChangeView = z.output<typeof LabelChangeView>;

/** One context with the latest changes of its labels, newest first. */
export const ContextDetail = ContextView.extend({ changes: z.array(LabelChangeView) });
export type ContextDetail = z.output<typeof ContextDetail>;

const OpenTo = z.array(Slug).max(200);

export const CreateContextInput = z.object({
  name: Text(200),
  agents: OpenTo.optional().describe(
    'whose tasks may read and write it; without it every agent’s, or those that the caller may speak for',
  ),
});
export type CreateContextInput = z.output<typeof CreateContextInput>;

export const ListContextsInput = PageQuery.extend({
  q: Text(200).optional().describe('part of the name, or an id'),
});
export type ListContextsInput = z.output<typeof ListContextsInput>;

export const ContextIdInput = z.object({ id: Id });
export type ContextIdInput = z.output<typeof ContextIdInput>;

export const ChangeContextInput = z.object({ id: Id, name: Text(200).optional(), agents: OpenTo.optional() });
export type ChangeContextInput = z.output<typeof ChangeContextInput>;

export const RelabelInput = z.object({ id: Id, labels: NewLabels, reason: Reason });
export type RelabelInput = z.output<typeof RelabelInput>;

export const contextOperations = {
  list: operation({
    id: 'listContexts',
    method: 'GET',
    path: '/api/v1/contexts',
    summary: 'List shared contexts, newest first',
    permission: 'context.list',
    input: ListContextsInput,
    output: Page(ContextView),
  }),
  create: operation({
    id: 'createContext',
    method: 'POST',
    path: '/api/v1/contexts',
    summary: 'Create a context that tasks may share',
    permission: 'context.create',
    input: CreateContextInput,
    output: ContextView,
    status: 201,
  }),
  read: operation({
    id: 'readContext',
    method: 'GET',
    path: '/api/v1/contexts/{id}',
    summary: 'Read a context with who put which labels there',
    permission: 'context.list',
    input: ContextIdInput,
    output: ContextDetail,
  }),
  change: operation({
    id: 'changeContext',
    method: 'PATCH',
    path: '/api/v1/contexts/{id}',
    summary: 'Rename a context, or say whose tasks may read and write it',
    permission: 'context.change',
    input: ChangeContextInput,
    output: ContextDetail,
  }),
  relabel: operation({
    id: 'relabelContext',
    method: 'POST',
    path: '/api/v1/contexts/{id}/relabel',
    summary: 'Set a context’s labels in one’s own name: the only way in which they are lowered',
    permission: 'context.relabel',
    input: RelabelInput,
    output: ContextDetail,
  }),
};
