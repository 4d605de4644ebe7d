import { hash } from 'node:crypto';
import type { SearchKind } from '@/lib/contract/authzen';
import type { AskedCall, Caller } from './call';
import { Malformed } from './failure';
import { parseOne } from './parse';

/** What is looked for: calls like this one, with every subject, resource or action in its place. */
export type Search = {
  kind: SearchKind;
  /** Its wanted part is a stand-in. */
  call: AskedCall;
  /** Whether there can be any: other types of subjects and resources, and other actions, are not ours. */
  isOurs: boolean;
  hasArguments: boolean;
  limit: number;
  /** The token of the page before; empty for the first. */
  token: string;
};

type Members = Record<string, unknown>;

/** Stands where the wanted part will be; no agent and no tool has this name. */
const WANTED = '*';
const MOST_RESULTS = 200;
const USUAL_RESULTS = 100;

/** Reads a search. Like an evaluation, without what is looked for; a name given there is ignored. */
export function parseSearch(kind: SearchKind, body: Members, requestId: string): Search {
  const wanted = {
    subject: { subject: withId(body.subject) },
    resource: { resource: withId(body.resource) },
    action: { action: { name: 'tools/call' } },
  }[kind];
  const asked = parseOne({ ...body, ...wanted }, requestId);
  if (asked.kind !== 'one') throw new Malformed('the search is not one');
  const { call } = asked;
  const isOurs =
    call.action === 'tools/call' &&
    (kind !== 'resource' || call.toolId === WANTED) &&
    (kind !== 'subject' || call.agentId === WANTED);
  return {
    kind,
    // Nothing is asked for good: no call to be repeated, no approval to be used.
    call: { ...call, callId: null, approvalId: null, reads: [] },
    isOurs,
    hasArguments: (body.context as Members | undefined)?.arguments !== undefined,
    ...pageOf(body.page),
  };
}

const withId = (entity: unknown): unknown =>
  typeof entity === 'object' && entity !== null && !Array.isArray(entity)
    ? { ...entity, id: WANTED }
    : entity;

function pageOf(page: unknown): { limit: number; token: string } {
  if (page === undefined) return { limit: USUAL_RESULTS, token: '' };
  if (typeof page !== 'object' || page === null || Array.isArray(page))
    throw new Malformed('page must be an object');
  const { limit = USUAL_RESULTS, token = '' } = page as Members;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1)
    throw new Malformed('page.limit must be a whole number from 1');
  if (typeof token !== 'string' || token.length > 1000) throw new Malformed('page.token must be a string');
  return { limit: Math.min(limit, MOST_RESULTS), token };
}

/** What must not change while pages are turned. */
const mark = (caller: Caller, { kind, call }: Search): string =>
  hash(
    'sha256',
    JSON.stringify([kind, caller.id, call.agentId, call.taskId, call.toolId, call.action, call.resource]) +
      call.argumentsText,
    'base64url',
  ).slice(0, 16);

/** The token that goes on behind a name. It holds no secret and gives no right: every page is decided anew. */
export const pageToken = (caller: Caller, search: Search, after: string): string =>
  Buffer.from(JSON.stringify([mark(caller, search), after])).toString('base64url');

/** Behind which name a page begins. Throws `Malformed` for a token of another search. */
export function pageStart(caller: Caller, search: Search): string {
  if (search.token === '') return '';
  try {
    const [of, after] = JSON.parse(Buffer.from(search.token, 'base64url').toString()) as unknown[];
    if (of === mark(caller, search) && typeof after === 'string' && after.length <= 300) return after;
  } catch {
    // told below
  }
  throw new Malformed('page.token is not one that this search gave');
}
