import { z } from 'zod';
import { PERSON_ROLES } from '@/lib/domain/role';
import { Email, Instant, ListOf, Page, PageQuery, Reason, Text } from './common';
import { operation } from './operation';

const PersonRole = z.enum(PERSON_ROLES);
/** Each role once, in the order of the list. */
const Roles = z
  .array(PersonRole)
  .max(20)
  .transform((roles) => PERSON_ROLES.filter((role) => roles.includes(role)));

/** A person in a path: by id, or by e-mail address. */
export const UserKey = z
  .string()
  .max(254)
  .regex(/^(usr_[0-9a-hjkmnp-tv-z]{26}|[^\s@]+@[^\s@]+)$/, 'is neither an id nor an e-mail address');

export const UserView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roles: z.array(PersonRole),
  disabled: z.boolean(),
  disabledAt: Instant.nullable(),
  /** How they can sign in; empty until they have set a password or come by single sign-on. */
  signIn: z.array(z.enum(['password', 'oidc'])),
  source: z.enum(['manual', 'import', 'demo']),
  samePersonAs: z
    .string()
    .nullable()
    .describe('the account that names the same person; null: this one does, or it is the only one'),
  createdAt: Instant,
  revision: z.int(),
});
export type UserView = z.output<typeof UserView>;

export const ListUsersInput = PageQuery.extend({
  q: Text(200).optional().describe('part of the name or of the address'),
  role: ListOf(PersonRole).optional().describe('has one of these roles'),
  disabled: z.enum(['true', 'false']).optional(),
});
export type ListUsersInput = z.output<typeof ListUsersInput>;

export const CreateUserInput = z.object({ email: Email, name: Text(200), roles: Roles });
export type CreateUserInput = z.output<typeof CreateUserInput>;

export const ChangeUserInput = z.object({ id: UserKey, name: Text(200).optional(), roles: Roles.optional() });
export type ChangeUserInput = z.output<typeof ChangeUserInput>;

export const UserIdInput = z.object({ id: UserKey });
export type UserIdInput = z.output<typeof UserIdInput>;

export const JoinUserInput = z.object({
  id: UserKey,
  with: UserKey.describe('another account of the same person'),
  reason: Reason.optional(),
});
export type JoinUserInput = z.output<typeof JoinUserInput>;

export const PartUserInput = z.object({ id: UserKey, reason: Reason });
export type PartUserInput = z.output<typeof PartUserInput>;

/** Shown once: only a hash of the token is kept. */
export const PasswordLinkView = z.object({ url: z.string(), expiresAt: Instant });
export type PasswordLinkView = z.output<typeof PasswordLinkView>;

/** Counted before it is done, and again when it is: what disabling a person takes away. */
export const DisablePreviewView = z.object({
  user: z.string(),
  sessions: z.int().describe('live ones, which end'),
  keys: z.int().describe('live keys made for them, which stop working'),
  agentsOwned: z.int(),
  agentsBackedUp: z.int(),
  agentsUnserved: z
    .int()
    .describe('of these, the active ones nobody else answers for: every call of theirs is denied'),
  runningTasks: z.int().describe('of the agents that are no longer served'),
  systemsOwned: z.int(),
});
export type DisablePreviewView = z.output<typeof DisablePreviewView>;

export const userOperations = {
  list: operation({
    id: 'listUsers',
    method: 'GET',
    path: '/api/v1/users',
    summary: 'List people, in the order of their addresses',
    permission: 'user.list',
    input: ListUsersInput,
    output: Page(UserView),
  }),
  create: operation({
    id: 'createUser',
    method: 'POST',
    path: '/api/v1/users',
    summary: 'Create a person without a password; `reset-password` gives the link with which they set one',
    permission: 'user.create',
    input: CreateUserInput,
    output: UserView,
    status: 201,
  }),
  read: operation({
    id: 'readUser',
    method: 'GET',
    path: '/api/v1/users/{id}',
    summary: 'Read a person, by id or e-mail address',
    permission: 'user.list',
    input: UserIdInput,
    output: UserView,
  }),
  change: operation({
    id: 'changeUser',
    method: 'PATCH',
    path: '/api/v1/users/{id}',
    summary: "Change a person's name or roles, from their next request on",
    permission: 'user.change',
    input: ChangeUserInput,
    output: UserView,
  }),
  disable: operation({
    id: 'disableUser',
    method: 'POST',
    path: '/api/v1/users/{id}/disable',
    summary: 'Disable a person: their sessions end and their keys stop working, from the next request on',
    permission: 'user.disable',
    input: UserIdInput,
    output: UserView,
  }),
  previewDisable: operation({
    id: 'previewDisableUser',
    method: 'GET',
    path: '/api/v1/users/{id}/disable-preview',
    summary: 'Count what disabling a person would take away',
    permission: 'user.disable',
    input: UserIdInput,
    output: DisablePreviewView,
  }),
  enable: operation({
    id: 'enableUser',
    method: 'POST',
    path: '/api/v1/users/{id}/enable',
    summary: 'Enable a disabled person; their ended sessions stay ended',
    permission: 'user.enable',
    input: UserIdInput,
    output: UserView,
  }),
  join: operation({
    id: 'joinUser',
    method: 'POST',
    path: '/api/v1/users/{id}/join',
    summary:
      'Declare that an account belongs to the same person as another: what one must not decide, none may, and together they are one approver',
    permission: 'user.join',
    input: JoinUserInput,
    output: UserView,
  }),
  part: operation({
    id: 'partUser',
    method: 'POST',
    path: '/api/v1/users/{id}/part',
    summary: 'Declare that an account belongs to a person of its own',
    permission: 'user.part',
    input: PartUserInput,
    output: UserView,
  }),
  resetPassword: operation({
    id: 'resetUserPassword',
    answersSecret: true,
    method: 'POST',
    path: '/api/v1/users/{id}/reset-password',
    summary: 'Make a one-time link with which a person sets a password; older links are void',
    permission: 'user.reset-password',
    input: UserIdInput,
    output: PasswordLinkView,
  }),
};
