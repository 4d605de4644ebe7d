// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/session';
import type { Shape } from '../shape';

export type MeView = z.output<typeof contract.MeView>;
export const MeView: Shape<MeView> = {
  object: {
    kind: { oneOf: ['user', 'api_key', 'system', 'workload', 'task_token'] },
    id: 'string',
    name: 'string',
    email: { nullable: 'string' },
    roles: { list: { oneOf: ['admin', 'approver', 'reviewer', 'auditor', 'pep'] } },
  },
};

export type SessionView = z.output<typeof contract.SessionView>;
export const SessionView: Shape<SessionView> = {
  object: {
    id: 'string',
    user: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
    state: { oneOf: ['live', 'idle', 'expired', 'ended'] },
    isCurrent: 'boolean',
    createdAt: 'instant',
    lastSeenAt: 'instant',
    expiresAt: 'instant',
    endedAt: { nullable: 'instant' },
    address: { nullable: 'string' },
    userAgent: { nullable: 'string' },
  },
};

export type ListSessionsAnswer = z.output<typeof contract.sessionOperations.list.output>;
export const ListSessionsAnswer: Shape<ListSessionsAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          user: { object: { id: 'string', name: 'string', email: 'string', disabled: 'boolean' } },
          state: { oneOf: ['live', 'idle', 'expired', 'ended'] },
          isCurrent: 'boolean',
          createdAt: 'instant',
          lastSeenAt: 'instant',
          expiresAt: 'instant',
          endedAt: { nullable: 'instant' },
          address: { nullable: 'string' },
          userAgent: { nullable: 'string' },
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
