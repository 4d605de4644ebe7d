// Derived from the contract: `UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts`.
import type { z } from 'zod';
import type * as contract from '@/lib/contract/user';
import type { Shape } from '../shape';

export type UserView = z.output<typeof contract.UserView>;
export const UserView: Shape<UserView> = {
  object: {
    id: 'string',
    email: 'string',
    name: 'string',
    roles: { list: { oneOf: ['admin', 'approver', 'reviewer', 'auditor'] } },
    disabled: 'boolean',
    disabledAt: { nullable: 'instant' },
    signIn: { list: { oneOf: ['password', 'oidc'] } },
    source: { oneOf: ['manual', 'import', 'demo'] },
    samePersonAs: { nullable: 'string' },
    createdAt: 'instant',
    revision: 'number',
  },
};

export type PasswordLinkView = z.output<typeof contract.PasswordLinkView>;
export const PasswordLinkView: Shape<PasswordLinkView> = { object: { url: 'string', expiresAt: 'instant' } };

export type DisablePreviewView = z.output<typeof contract.DisablePreviewView>;
export const DisablePreviewView: Shape<DisablePreviewView> = {
  object: {
    user: 'string',
    sessions: 'number',
    keys: 'number',
    agentsOwned: 'number',
    agentsBackedUp: 'number',
    agentsUnserved: 'number',
    runningTasks: 'number',
    systemsOwned: 'number',
  },
};

export type ListUsersAnswer = z.output<typeof contract.userOperations.list.output>;
export const ListUsersAnswer: Shape<ListUsersAnswer> = {
  object: {
    items: {
      list: {
        object: {
          id: 'string',
          email: 'string',
          name: 'string',
          roles: { list: { oneOf: ['admin', 'approver', 'reviewer', 'auditor'] } },
          disabled: 'boolean',
          disabledAt: { nullable: 'instant' },
          signIn: { list: { oneOf: ['password', 'oidc'] } },
          source: { oneOf: ['manual', 'import', 'demo'] },
          samePersonAs: { nullable: 'string' },
          createdAt: 'instant',
          revision: 'number',
        },
      },
    },
    nextCursor: { nullable: 'string' },
    total: { optional: 'number' },
  },
};
