// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/task';
import type { Shape } from '../shape';

export type TaskDetail = z.output<typeof contract.TaskDetail>;
export const TaskDetail: Shape<TaskDetail> = {
  object: {
    id: 'string',
    agent: 'string',
    agentName: 'string',
    purpose: 'string',
    onBehalfOf: { nullable: 'string' },
    actionClasses: { list: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
    state: { oneOf: ['running', 'paused', 'completed', 'failed', 'cancelled', 'expired'] },
    startedAt: 'instant',
    endsAt: 'instant',
    endedAt: { nullable: 'instant' },
    endReason: { nullable: 'string' },
    parentTask: { nullable: 'string' },
    externalId: { nullable: 'string' },
    openedBy: 'string',
    source: { oneOf: ['manual', 'import', 'demo'] },
    calls: 'number',
    liveGrants: 'number',
    revision: 'number',
    tier: { oneOf: ['low', 'moderate', 'high', 'critical'] },
    counters: { object: { calls: 'number', callsThisMinute: 'number' } },
    grants: {
      list: {
        object: {
          id: 'string',
          task: 'string',
          agent: 'string',
          entitlement: 'string',
          scope: {
            object: {
              system: 'string',
              tools: { list: 'string' },
              actionClasses: { list: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
              resources: { of: { list: 'string' }, default: [] },
              maxSensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
              arguments: {
                of: {
                  record: {
                    object: {
                      required: { optional: 'boolean' },
                      in: { optional: { list: { anyOf: ['string', 'number', 'boolean'] } } },
                      pattern: { optional: 'string' },
                      min: { optional: 'number' },
                      max: { optional: 'number' },
                      maxLength: { optional: 'number' },
                      otherwise: { of: { oneOf: ['deny', 'escalate', 'clamp'] }, default: 'deny' },
                    },
                    strict: true,
                  },
                },
                default: {},
              },
            },
            strict: true,
          },
          startsAt: 'instant',
          endsAt: 'instant',
          uses: { nullable: 'number' },
          spent: 'number',
          state: { oneOf: ['live', 'ended', 'revoked', 'exhausted'] },
          reason: 'string',
          createdBy: 'string',
          revokedAt: { nullable: 'instant' },
          revokeReason: { nullable: 'string' },
          revision: 'number',
        },
      },
    },
    labels: {
      object: {
        sensitivity: { oneOf: ['public', 'internal', 'confidential', 'restricted'] },
        untrusted: 'boolean',
        systems: { list: 'string' },
        agents: { list: 'string' },
      },
    },
    drift: 'number',
    children: {
      list: {
        object: {
          id: 'string',
          agent: 'string',
          state: { oneOf: ['running', 'paused', 'completed', 'failed', 'cancelled', 'expired'] },
          endsAt: 'instant',
        },
      },
    },
    tree: {
      list: {
        object: {
          id: 'string',
          agent: 'string',
          agentName: 'string',
          purpose: 'string',
          state: { oneOf: ['running', 'paused', 'completed', 'failed', 'cancelled', 'expired'] },
          endsAt: 'instant',
          endedAt: { nullable: 'instant' },
          depth: 'number',
          parentTask: { nullable: 'string' },
          delegatedAt: { nullable: 'instant' },
          delegatedBy: { nullable: 'string' },
        },
      },
    },
    openBelow: 'number',
    pendingEscalations: 'number',
  },
};

export type ListTasksAnswer = z.output<typeof contract.taskOperations.list.output>;
export const ListTasksAnswer: Shape<ListTasksAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          agent: 'string',
          agentName: 'string',
          purpose: 'string',
          onBehalfOf: { nullable: 'string' },
          actionClasses: { list: { oneOf: ['read', 'write', 'delete', 'execute', 'send', 'admin'] } },
          state: { oneOf: ['running', 'paused', 'completed', 'failed', 'cancelled', 'expired'] },
          startedAt: 'instant',
          endsAt: 'instant',
          endedAt: { nullable: 'instant' },
          endReason: { nullable: 'string' },
          parentTask: { nullable: 'string' },
          externalId: { nullable: 'string' },
          openedBy: 'string',
          source: { oneOf: ['manual', 'import', 'demo'] },
          calls: 'number',
          liveGrants: 'number',
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
