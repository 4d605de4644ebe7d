import { z } from 'zod';
import { ROLES } from '@/lib/domain/role';
import { operation } from './operation';

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

export const sessionOperations = {
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
