import { z } from 'zod';
import { ROLES } from '@/lib/domain/role';
import { SESSION_STATES } from '@/lib/domain/session';
import { Instant, Page, PageQuery, PersonRef } from './common';
import { operation } from './operation';
import { UserKey } from './user';

/** What a sign-in may send. Wide: what does not fit is a wrong password, not a form error. */
export const SignInInput = z.object({ email: z.string().max(500), password: z.string().max(4096) });
export type SignInInput = z.output<typeof SignInInput>;

export const SetPasswordInput = z.object({ token: z.string().max(100), password: z.string().max(4096) });
export type SetPasswordInput = z.output<typeof SetPasswordInput>;

export const SetPasswordOutput = z.object({ email: z.string() });
export type SetPasswordOutput = z.output<typeof SetPasswordOutput>;

/** Who asks: a person, or a key with the person it was made for. */
export const MeView = z.object({
  kind: z.enum(['user', 'api_key', 'system', 'workload', 'task_token']),
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.enum(ROLES)),
});
export type MeView = z.output<typeof MeView>;

/** A session's id says nothing of its cookie: it is the digest of the secret in there. */
const SessionId = z.string().regex(/^[0-9a-f]{64}$/, 'is not the id of a session');

export const SessionView = z.object({
  id: z.string(),
  user: PersonRef,
  state: z.enum(SESSION_STATES),
  isCurrent: z.boolean().describe('whether this request came with it'),
  createdAt: Instant,
  lastSeenAt: Instant.describe('to the minute'),
  expiresAt: Instant,
  endedAt: Instant.nullable(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type SessionView = z.output<typeof SessionView>;

export const ListSessionsInput = PageQuery.extend({
  user: UserKey.optional().describe('by default your own; `all=true` for everybody’s'),
  all: z.enum(['true', 'false']).optional(),
  state: z.enum(['live', 'over']).optional(),
});
export type ListSessionsInput = z.output<typeof ListSessionsInput>;

export const SessionIdInput = z.object({ id: SessionId });
export type SessionIdInput = z.output<typeof SessionIdInput>;

export const sessionOperations = {
  list: operation({
    id: 'listSessions',
    method: 'GET',
    path: '/api/v1/sessions',
    summary: 'List sessions, the one seen last first: your own, or, for admins, anybody’s',
    permission: 'session.list',
    input: ListSessionsInput,
    output: Page(SessionView),
  }),
  end: operation({
    id: 'endSession',
    method: 'POST',
    path: '/api/v1/sessions/{id}/end',
    summary: 'End a session: its browser is signed out from the next request on',
    permission: 'session.end',
    input: SessionIdInput,
    output: SessionView,
  }),
  me: operation({
    id: 'readMe',
    method: 'GET',
    path: '/api/v1/me',
    summary: 'Read who you are: the person, or the key, with its roles of this moment',
    permission: null,
    input: z.object({}),
    output: MeView,
  }),
};
