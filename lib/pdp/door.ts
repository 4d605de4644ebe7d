import { type EvaluationAnswer, SEARCH_KINDS } from '@/lib/contract/authzen';
import type { Proof } from '@/lib/identity/dpop';
import { toAnswer } from './answer';
import type { AskedCall, Caller } from './call';
import { DECISION_DEADLINE_MS, type Evaluator } from './evaluator';
import { Malformed, statusOf, Unavailable } from './failure';
import { boundCall, identify, identifyKnown } from './identify';
import { type Asked, parseMany, parseObject, parseOne } from './parse';
import { parseSearch, type Search } from './parse-search';
import { answerSearch } from './search';
import { withVerifiedApproval } from './verify-approval';

/** What both doors hand over: a request, whatever server it came through. */
export type AccessRequest = {
  authorization: string | null;
  /** The `DPoP` header, repetitions joined by commas. */
  dpop: string | null;
  contentType: string | null;
  requestId: string;
  /** Reads the body up to the limit of the contract; rejects with `TooLarge`. */
  readBody: () => Promise<Uint8Array>;
};
export type AccessAnswer = { status: number; body: unknown };

/** What both doors answer. */
export const ACCESS_PATHS = [
  '/access/v1/evaluation',
  '/access/v1/evaluations',
  '/access/v1/search/subject',
  '/access/v1/search/resource',
  '/access/v1/search/action',
] as const;
export type AccessPath = (typeof ACCESS_PATHS)[number];

/**
 * Answers a request of the live contract. The one function behind both doors: the route handlers under
 * app/access and the server that answers before Next. Never rejects; every failure is an answer that
 * allows nothing. Errors are a text, as AuthZEN has it.
 */
export async function answerAccess(
  evaluator: Evaluator,
  publicUrl: string,
  path: AccessPath,
  request: AccessRequest,
): Promise<AccessAnswer> {
  try {
    const begunAt = performance.now();
    const caller =
      identifyKnown(evaluator, request.authorization) ??
      (await inTime(identify(evaluator, request.authorization, proofOf(request, publicUrl, path))));
    // The time a body takes to arrive is its sender's affair.
    const withinMs = DECISION_DEADLINE_MS - (performance.now() - begunAt);
    const body = parseObject(request.contentType, await request.readBody());
    const searched = SEARCH_KINDS.find((kind) => path === `/access/v1/search/${kind}`);
    if (searched !== undefined) {
      const search = parseSearch(searched, body, request.requestId);
      return { status: 200, body: await inTime(searchAnew(evaluator, request.authorization, search)) };
    }
    const asked =
      path === '/access/v1/evaluation'
        ? parseOne(body, request.requestId)
        : parseMany(body, request.requestId);
    return { status: 200, body: await answerAsked({ evaluator, publicUrl, caller, withinMs }, asked) };
  } catch (error) {
    return toFailure(error);
  }
}

const proofOf = ({ dpop }: AccessRequest, publicUrl: string, path: AccessPath): Proof => ({
  header: dpop,
  method: 'POST',
  url: `${publicUrl}${path}`,
});

/** INVARIANT (fail-closed): looking up who asks, and searching, need the database, and wait no longer than a decision. */
function inTime<T>(found: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable('the database does not answer')), DECISION_DEADLINE_MS);
  });
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}

/** No versions are compared behind a search: who asks is looked up again too. INVARIANT (next-decision) */
async function searchAnew(evaluator: Evaluator, authorization: string | null, search: Search) {
  await evaluator.refreshed();
  return answerSearch(evaluator, await identify(evaluator, authorization), search);
}

/** Who asks, whom, and how long a decision may still take. */
type Asking = { evaluator: Evaluator; publicUrl: string; caller: Caller; withinMs: number };

async function answerAsked(asking: Asking, asked: Asked): Promise<unknown> {
  if (asked.kind === 'one') return answerOne(asking, asked.call);
  if (asked.semantic === 'execute_all') {
    return { evaluations: await Promise.all(asked.calls.map((call) => answerBatched(asking, call))) };
  }
  const stopsAt = asked.semantic === 'permit_on_first_permit';
  const evaluations: EvaluationAnswer[] = [];
  for (const call of asked.calls) {
    const answer = await answerBatched(asking, call);
    evaluations.push(answer);
    if (answer.decision === stopsAt) break;
  }
  return { evaluations };
}

async function answerOne(
  { evaluator, publicUrl, caller, withinMs }: Asking,
  call: AskedCall,
): Promise<EvaluationAnswer> {
  const bound = boundCall(caller, call);
  const asked =
    bound.approvalState === undefined ? bound : await inTime(withVerifiedApproval(evaluator, bound));
  return toAnswer(await evaluator.evaluate(asked, caller, withinMs), publicUrl);
}

/** An item that fails says so in its own context; a service that cannot decide fails the whole request. */
async function answerBatched(asking: Asking, call: AskedCall | Malformed): Promise<EvaluationAnswer> {
  try {
    if (call instanceof Malformed) throw call;
    return await answerOne(asking, call);
  } catch (error) {
    const status = statusOf(error);
    if (status === 401 || status >= 500) throw error;
    const message = error instanceof Error ? error.message : 'not decided';
    return { decision: false, context: { error: { status, message } } };
  }
}

function toFailure(error: unknown): AccessAnswer {
  const status = statusOf(error);
  if (status !== 500) return { status, body: error instanceof Error ? error.message : 'not decided' };
  console.error('a decision failed:', error);
  return { status: 500, body: 'the decision failed' };
}

/** Headers of every answer. */
export function accessHeaders(status: number, requestId: string | null): Record<string, string> {
  return {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(requestId !== null && { 'x-request-id': requestId }),
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="cordon"' }),
    ...(status === 503 && { 'retry-after': '1' }),
  };
}

/** Without a runtime there is nothing to ask. */
export const notReady = (): AccessAnswer => toFailure(new Unavailable('the service is starting'));
