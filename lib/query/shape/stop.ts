// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/stop';
import type { Shape } from '../shape';

export type StopView = z.output<typeof contract.StopView>;
export const StopView: Shape<StopView> = {
  object: {
    id: 'string',
    target: {
      object: {
        kind: { oneOf: ['agent', 'system', 'tool', 'owner', 'tier', 'everything'] },
        id: { nullable: 'string' },
      },
    },
    reason: 'string',
    createdBy: 'string',
    createdAt: 'instant',
    releasedBy: { nullable: 'string' },
    releasedAt: { nullable: 'instant' },
    releaseReason: { nullable: 'string' },
    state: { oneOf: ['in_force', 'release_requested', 'released'] },
    releaseRequest: {
      nullable: {
        object: {
          by: 'string',
          person: 'string',
          at: 'instant',
          reason: 'string',
          confirmableUntil: 'instant',
        },
      },
    },
    releasedAlone: 'boolean',
    revision: 'number',
  },
};

export type StopCounts = z.output<typeof contract.StopCounts>;
export const StopCounts: Shape<StopCounts> = {
  object: {
    at: 'instant',
    agents: 'number',
    runningTasks: 'number',
    liveGrants: 'number',
    taskTokens: 'number',
    systemTokens: 'number',
    pendingEscalations: 'number',
  },
};

export type StopDetail = z.output<typeof contract.StopDetail>;
export const StopDetail: Shape<StopDetail> = {
  object: {
    id: 'string',
    target: {
      object: {
        kind: { oneOf: ['agent', 'system', 'tool', 'owner', 'tier', 'everything'] },
        id: { nullable: 'string' },
      },
    },
    reason: 'string',
    createdBy: 'string',
    createdAt: 'instant',
    releasedBy: { nullable: 'string' },
    releasedAt: { nullable: 'instant' },
    releaseReason: { nullable: 'string' },
    state: { oneOf: ['in_force', 'release_requested', 'released'] },
    releaseRequest: {
      nullable: {
        object: {
          by: 'string',
          person: 'string',
          at: 'instant',
          reason: 'string',
          confirmableUntil: 'instant',
        },
      },
    },
    releasedAlone: 'boolean',
    revision: 'number',
    effects: {
      object: {
        covers: {
          object: {
            at: 'instant',
            agents: 'number',
            runningTasks: 'number',
            liveGrants: 'number',
            taskTokens: 'number',
            systemTokens: 'number',
            pendingEscalations: 'number',
          },
        },
        tokensRevoked: 'number',
        denied: 'number',
        isCountWhole: 'boolean',
        agents: { list: { object: { at: 'instant', decision: 'string', tool: 'string', agent: 'string' } } },
        callers: {
          list: {
            object: {
              at: 'instant',
              decision: 'string',
              tool: 'string',
              id: 'string',
              name: { nullable: 'string' },
            },
          },
        },
        outside: { list: { object: { system: 'string', tokens: 'number', until: 'instant' } } },
        admins: 'number',
      },
    },
  },
};

export type ListStopsAnswer = z.output<typeof contract.stopOperations.list.output>;
export const ListStopsAnswer: Shape<ListStopsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          target: {
            object: {
              kind: { oneOf: ['agent', 'system', 'tool', 'owner', 'tier', 'everything'] },
              id: { nullable: 'string' },
            },
          },
          reason: 'string',
          createdBy: 'string',
          createdAt: 'instant',
          releasedBy: { nullable: 'string' },
          releasedAt: { nullable: 'instant' },
          releaseReason: { nullable: 'string' },
          state: { oneOf: ['in_force', 'release_requested', 'released'] },
          releaseRequest: {
            nullable: {
              object: {
                by: 'string',
                person: 'string',
                at: 'instant',
                reason: 'string',
                confirmableUntil: 'instant',
              },
            },
          },
          releasedAlone: 'boolean',
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
