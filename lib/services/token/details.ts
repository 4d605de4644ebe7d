import type { z } from 'zod';
import type { GrantView } from '@/lib/contract/grant';
import { type AgentCallDetail, type AgentTaskDetail, DETAIL_TYPES } from '@/lib/contract/oauth';
import type { OpenedTask } from '@/lib/contract/task';
import { OAuthError } from './oauth-error';

/**
 * The one authorization detail of a request, read by its schema (RFC 9396). An unknown type, an unknown field,
 * or more than one detail is an error. Null where none was sent.
 */
export function readDetail<T extends AgentTaskDetail | AgentCallDetail>(
  text: string | undefined,
  schema: z.ZodType<T>,
): T | null {
  if (text === undefined) return null;
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw unreadable('is not JSON');
  }
  if (!Array.isArray(list) || list.length !== 1) throw unreadable('must be a list of exactly one object');
  const type = (list[0] as { type?: unknown } | null)?.type;
  if (!DETAIL_TYPES.some((known) => known === type)) throw unreadable('has an unknown type');
  const parsed = schema.safeParse(list[0]);
  if (parsed.success) return parsed.data;
  throw unreadable(problemsOf(parsed.error));
}

export const unreadable = (problem: string): OAuthError =>
  new OAuthError('invalid_authorization_details', `authorization_details ${problem}`);

export const problemsOf = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.') || 'object'}: ${message}`).join('; ');

/** A scope in the words of the OAuth surface. */
export const scopeDetail = ({ actionClasses, maxSensitivity, ...scope }: GrantView['scope']) => ({
  ...scope,
  action_classes: actionClasses,
  max_sensitivity: maxSensitivity,
});

/** A call of the task that waits for people, and where its state is asked for. */
export type WaitingRequest = { id: string; status_endpoint: string; expires_at: string };

/** What was given, told as the RFC asks: the task with its grants, and with what of it waits for people. */
export const taskDetail = (
  task: Omit<OpenedTask, 'pending'> & { pending?: OpenedTask['pending'] },
  waiting: readonly WaitingRequest[],
) => ({
  type: 'agent_task',
  identifier: task.id,
  purpose: task.purpose,
  action_classes: task.actionClasses,
  on_behalf_of: task.onBehalfOf,
  parent_task: task.parentTask,
  ends_at: task.endsAt.toISOString(),
  grants: task.grants
    .filter(({ state }) => state === 'live')
    .map(({ id, scope, endsAt }) => ({ id, ends_at: endsAt.toISOString(), scope: scopeDetail(scope) })),
  requests: waiting,
  pending: (task.pending ?? []).map(({ entitlement, scope }) => ({ entitlement, scope: scopeDetail(scope) })),
});
