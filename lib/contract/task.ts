import { z } from 'zod';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { SOURCES } from '@/lib/domain/system';
import { TASK_STATES } from '@/lib/domain/task';
import { Id, Instant, ListOf, Page, PageQuery, Reason, Seconds, Slug, Text } from './common';
import { GrantView } from './grant';
import { LabelsView } from './label';
import { operation } from './operation';
import { ActionClassName, ScopeRequest, ScopeShape } from './scope';
import { RelabelInput } from './shared-context';

export const TaskView = z.object({
  id: z.string(),
  agent: z.string(),
  agentName: z.string(),
  purpose: z.string(),
  onBehalfOf: z.string().nullable(),
  actionClasses: z.array(ActionClassName).describe('none declared: the task may only read'),
  state: z.enum(TASK_STATES).describe('as it is at the moment of the answer'),
  startedAt: Instant,
  endsAt: Instant,
  endedAt: Instant.nullable(),
  endReason: z.string().nullable(),
  parentTask: z.string().nullable(),
  externalId: z.string().nullable(),
  openedBy: z.string(),
  source: z.enum(SOURCES),
  calls: z.int().describe('calls decided so far'),
  liveGrants: z.int(),
  revision: z.int(),
});
export type TaskView = z.output<typeof TaskView>;

/**
 * What was asked for and only a person can give. Nothing is queued for it: people decide on calls, which they can
 * see whole, and the first call that needs it is escalated by itself.
 */
export const PendingScope = z.object({ entitlement: z.string(), scope: ScopeShape });
export type PendingScope = z.output<typeof PendingScope>;

/** A task in a tree of delegations: what was handed to whom. The root was handed over by nobody. */
export const TaskTreeNode = z.object({
  id: z.string(),
  agent: z.string(),
  agentName: z.string(),
  purpose: z.string(),
  state: z.enum(TASK_STATES),
  endsAt: Instant,
  endedAt: Instant.nullable(),
  depth: z.int().describe('how many tasks stand above it'),
  parentTask: z.string().nullable(),
  delegatedAt: Instant.nullable(),
  delegatedBy: z.string().nullable(),
});
export type TaskTreeNode = z.output<typeof TaskTreeNode>;

/** One task with its grants. */
export const TaskDetail = TaskView.extend({
  tier: z.enum(RISK_TIERS).describe('the effective tier of the agent now'),
  counters: z.object({ calls: z.int(), callsThisMinute: z.int() }),
  grants: z.array(GrantView),
  labels: LabelsView,
  drift: z.int().describe('of all its calls so far, in hundredths'),
  children: z.array(
    z.object({ id: z.string(), agent: z.string(), state: z.enum(TASK_STATES), endsAt: Instant }),
  ),
  tree: z
    .array(TaskTreeNode)
    .describe('all tasks that were delegated from one root, a parent before its children; none without'),
  openBelow: z.int().describe('open tasks further down: what ends with it'),
  pendingEscalations: z.int(),
});
export type TaskDetail = z.output<typeof TaskDetail>;

export const OpenedTask = TaskDetail.extend({
  pending: z
    .array(PendingScope)
    .describe('not given: people are asked when the task makes the first call that needs it, with the call'),
});
export type OpenedTask = z.output<typeof OpenedTask>;

/** The same for a key, which may hand the token on to the process that does the work. */
export const OpenedTaskWithToken = OpenedTask.extend({
  token: z
    .string()
    .optional()
    .describe('a task token, for callers with a key; shown once, renewed at /oauth/token'),
});
export type OpenedTaskWithToken = z.output<typeof OpenedTaskWithToken>;

export const OpenTaskInput = z.object({
  agent: Slug,
  purpose: Text(4000),
  ttlSeconds: Seconds.optional().describe('default: one hour, or what the tier allows if that is less'),
  actionClasses: z.array(ActionClassName).max(6).default([]),
  scopes: z.array(ScopeRequest).min(1).max(50).optional(),
  onBehalfOf: Text(300).optional(),
  parentTask: Id.optional().describe(
    'the running task that hands this over: the child gets at most what every task above it has, and ends with it',
  ),
  externalId: Text(300).optional().describe('the caller’s own name of the work, once at a time'),
});
export type OpenTaskInput = z.output<typeof OpenTaskInput>;

export const ListTasksInput = PageQuery.extend({
  agent: Slug.optional(),
  state: ListOf(z.enum(TASK_STATES)).optional(),
  onBehalfOf: Text(300).optional(),
  from: Instant.optional().describe('started at or after'),
  to: Instant.optional().describe('started before'),
  q: Text(200).optional().describe('part of the purpose, of the agent’s name, or an id'),
});
export type ListTasksInput = z.output<typeof ListTasksInput>;

export const TaskIdInput = z.object({ id: Id });
export type TaskIdInput = z.output<typeof TaskIdInput>;

export const EndTaskInput = z.object({ id: Id, reason: Reason.optional() });
export type EndTaskInput = z.output<typeof EndTaskInput>;

export const taskOperations = {
  list: operation({
    id: 'listTasks',
    method: 'GET',
    path: '/api/v1/tasks',
    summary: 'List tasks, newest first',
    permission: 'task.list',
    input: ListTasksInput,
    output: Page(TaskView),
  }),
  open: operation({
    id: 'openTask',
    method: 'POST',
    path: '/api/v1/tasks',
    summary:
      'Open a task and grant it what its agent may have without asking; for the rest people are asked when it is needed',
    permission: 'task.open',
    input: OpenTaskInput,
    output: OpenedTaskWithToken,
    answersSecret: ['token'],
    status: 201,
  }),
  read: operation({
    id: 'readTask',
    method: 'GET',
    path: '/api/v1/tasks/{id}',
    summary: 'Read a task with its grants',
    permission: 'task.list',
    input: TaskIdInput,
    output: TaskDetail,
  }),
  pause: operation({
    id: 'pauseTask',
    method: 'POST',
    path: '/api/v1/tasks/{id}/pause',
    summary: 'Pause a task: nothing of it is allowed until it is resumed, and its clock runs on',
    permission: 'task.pause',
    input: EndTaskInput,
    output: TaskDetail,
  }),
  resume: operation({
    id: 'resumeTask',
    method: 'POST',
    path: '/api/v1/tasks/{id}/resume',
    summary: 'Resume a paused task with what is left of its grants',
    permission: 'task.resume',
    input: TaskIdInput,
    output: TaskDetail,
  }),
  complete: operation({
    id: 'completeTask',
    method: 'POST',
    path: '/api/v1/tasks/{id}/complete',
    summary: 'Complete a task and take away all that it was given',
    permission: 'task.complete',
    input: EndTaskInput,
    output: TaskDetail,
  }),
  fail: operation({
    id: 'failTask',
    method: 'POST',
    path: '/api/v1/tasks/{id}/fail',
    summary: 'End a task as failed and take away all that it was given',
    permission: 'task.fail',
    input: EndTaskInput,
    output: TaskDetail,
  }),
  cancel: operation({
    id: 'cancelTask',
    method: 'POST',
    path: '/api/v1/tasks/{id}/cancel',
    summary: 'Cancel a task and take away all that it was given',
    permission: 'task.cancel',
    input: EndTaskInput,
    output: TaskDetail,
  }),
  relabel: operation({
    id: 'relabelTask',
    method: 'POST',
    path: '/api/v1/tasks/{id}/relabel',
    summary: 'Set a task’s labels in one’s own name: the only way in which they are lowered',
    permission: 'task.relabel',
    input: RelabelInput,
    output: TaskDetail,
  }),
};
