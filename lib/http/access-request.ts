import { contextFor } from '@/lib/auth/context';
import { MOST_WAIT_SECONDS, PollQuery } from '@/lib/contract/access-request';
import { REQUEST_PROBLEMS, type RequestProblem } from '@/lib/domain/access-request';
import { isAccessRequestError } from '@/lib/services/access-request/problem';
import type { Ctx } from '@/lib/services/context';
import { invalidInput, isServiceError, ServiceError } from '@/lib/services/errors';
import { problemFrom } from './problem';
import { queryObject, requestIdOf } from './request';

const TITLES = {
  not_requestable: 'Access is not requestable',
  expired_denial: 'The denial is too old',
  invalid_denial_binding: 'This is not what was denied',
  duplicate_request: 'The Idempotency-Key was used with another request',
  unknown_task: 'There is no such request',
  task_expired: 'The request is too old',
  invalid_task_state: 'The request is decided already',
} as const satisfies Record<RequestProblem, string>;

/** How soon a caller should come back that is told that its request waits. */
const RETRY_AFTER_SECONDS = 5;

export type Told = { status: number; body: object; headers?: Record<string, string> };
type Params = { params: Promise<{ id?: string } | undefined> };
type Asked = { request: Request; ctx: Ctx; id: string };

/**
 * Makes one handler of the access-request surface: a key or a task token asks, cookies mean nothing. Every
 * failure that the profile names leaves by its name, all others as those of the API.
 */
export function accessRequestRoute(
  run: (asked: Asked) => Promise<Told>,
): (request: Request, params: Params) => Promise<Response> {
  return async (request, { params }) => {
    const requestId = requestIdOf(request);
    try {
      if (!request.headers.has('authorization')) {
        throw new ServiceError('unauthenticated', 'a bearer key or task token is needed');
      }
      const ctx: Ctx = { ...(await contextFor(request, requestId)), ifMatch: null };
      const { status, body, headers } = await run({ request, ctx, id: (await params)?.id ?? '' });
      return new Response(JSON.stringify(body), {
        status,
        headers: { ...plainHeaders(requestId), 'content-type': 'application/json', ...headers },
      });
    } catch (error) {
      return failureOf(error, requestId);
    }
  };
}

const plainHeaders = (requestId: string) => ({
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
  'x-request-id': requestId,
});

function failureOf(error: unknown, requestId: string): Response {
  const named = isAccessRequestError(error)
    ? { problem: error.problem, detail: error.message }
    : isServiceError(error) && error.reason === 'idempotency_key_reused'
      ? { problem: 'duplicate_request' as const, detail: error.message }
      : null;
  // What could not be read has its own status, in the live path's words.
  const status = (error as { status?: unknown } | null)?.status;
  if (named === null && status === 400)
    return problemFrom(invalidInput('body', (error as Error).message), requestId);
  if (named === null) return problemFrom(error, requestId);
  const { problem, detail } = named;
  const body = {
    type: `urn:openid:authzen:access-request:error:${problem}`,
    title: TITLES[problem],
    status: REQUEST_PROBLEMS[problem],
    detail,
    requestId,
  };
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { ...plainHeaders(requestId), 'content-type': 'application/problem+json' },
  });
}

/** What an answer about a request says beside its body: when to come back, while it waits. */
export const pollHeaders = ({ task }: { task: { status: string } }): Record<string, string> =>
  task.status === 'pending' ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};

/**
 * How long the caller is willing to wait: by the query, or by the preference of RFC 7240, which asks and does
 * not insist. Null: not at all.
 */
export function waitOf(request: Request): { seconds: number; isPreference: boolean } | null {
  const { wait } = PollQuery.parse(queryObject(request.url));
  if (wait !== undefined) return wait === 0 ? null : { seconds: wait, isPreference: false };
  const [, preferred] =
    /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?(?=$|[,;\s])/i.exec(request.headers.get('prefer') ?? '') ?? [];
  const seconds = Math.min(Number(preferred ?? 0), MOST_WAIT_SECONDS);
  return seconds === 0 ? null : { seconds, isPreference: true };
}

/** Who asks, once more, after a wait. A proof is shown once, so whoever brought one is not asked again. */
export async function contextAgain(request: Request, ctx: Ctx): Promise<Ctx> {
  if (request.headers.has('dpop')) return ctx;
  return { ...ctx, ...(await contextFor(request, ctx.requestId)) };
}
