import type { SearchAnswer, SearchResult } from '@/lib/contract/authzen';
import type { Verdict } from '@/lib/domain/decide';
import { isUsable } from '@/lib/domain/usable';
import type { AskedCall, Caller } from './call';
import type { Evaluator } from './evaluator';
import { agentRefusal, boundCall, toolRefusal } from './identify';
import { pageStart, pageToken, type Search } from './parse-search';
import { recordSearch } from './record-search';

/** How many agents, or tools, one page looks at. With few that may, a page is short and another follows. */
const MOST_TOOLS = 500;
const MOST_AGENTS = 50;

/** One name that may be in the answer, with the calls of which one must be let through. */
type Candidate = { name: string; calls: readonly AskedCall[] };
type Candidates = { list: readonly Candidate[]; hasMore: boolean };

/**
 * Answers a search: what a decision would allow now, by the same rules on facts read for the purpose. A call
 * whose arguments are not given counts as one whose arguments suit. Nothing is spent or counted, and so
 * nothing may be done on the strength of it: a call is asked for by itself. The search is recorded first.
 */
export async function answerSearch(
  evaluator: Evaluator,
  caller: Caller,
  search: Search,
): Promise<SearchAnswer> {
  const after = pageStart(caller, search);
  const { list, hasMore } = search.isOurs ? await candidatesOf(evaluator, caller, search, after) : NOBODY;
  const verdicts = await evaluator.foresee(
    list.flatMap(({ calls }) => calls),
    caller,
  );

  const results: SearchResult[] = [];
  let seen = 0;
  let last = '';
  for (const { name, calls } of list) {
    if (results.length === search.limit) break;
    const own = verdicts.slice(seen, seen + calls.length);
    seen += calls.length;
    last = name;
    const able = calls.filter((call, i) => isAble(search, call, own[i]));
    if (able.length > 0) results.push(resultOf(search, name, able));
  }
  const isWhole = !hasMore && last === (list.at(-1)?.name ?? '');
  const nextToken = isWhole ? '' : pageToken(caller, search, last);
  await recordSearch(evaluator, caller, search, results, !isWhole);
  return { results, page: { next_token: nextToken, count: results.length } };
}

const NOBODY: Candidates = { list: [], hasMore: false };

function isAble({ hasArguments }: Search, call: AskedCall, verdict: Verdict | undefined): boolean {
  if (verdict === undefined) return false;
  if (!hasArguments) return isUsable(verdict.reasons);
  return verdict.outcome === 'allow' || (verdict.outcome === 'modify' && call.acceptsModify);
}

function resultOf({ kind, call }: Search, name: string, able: readonly AskedCall[]): SearchResult {
  switch (kind) {
    case 'action':
      return { name: call.action };
    case 'resource':
      return { type: 'tool', id: name };
    case 'subject':
      return { type: 'agent', id: name, properties: { tasks: able.flatMap(({ taskId }) => taskId ?? []) } };
  }
}

/** Throws `NotBound` where the search itself names what the caller may not ask about. */
async function candidatesOf(
  evaluator: Evaluator,
  caller: Caller,
  search: Search,
  after: string,
): Promise<Candidates> {
  const { kind, call } = search;
  if (kind === 'action') {
    const asked = boundCall(caller, call);
    return { list: after === '' ? [{ name: asked.action, calls: [asked] }] : [], hasMore: false };
  }
  if (kind === 'subject') return runnersOf(evaluator, caller, search, after);

  const refusal = agentRefusal(caller, call.agentId);
  if (refusal !== null) throw refusal;
  const { tools } = await evaluator.refreshed();
  const names = [...tools.keys()]
    .filter((id) => id > after && toolRefusal(caller, id) === null)
    .sort((a, b) => (a < b ? -1 : 1));
  const list = names
    .slice(0, MOST_TOOLS)
    .map((toolId) => ({ name: toolId, calls: [boundCall(caller, { ...call, toolId })] }));
  return { list, hasMore: names.length > MOST_TOOLS };
}

/** Without a task that runs an agent can do nothing, so these are the agents that can be doing something. */
async function runnersOf(
  evaluator: Evaluator,
  caller: Caller,
  { call }: Search,
  after: string,
): Promise<Candidates> {
  const refusal = toolRefusal(caller, call.toolId);
  if (refusal !== null) throw refusal;
  const tool = (await evaluator.refreshed()).tools.get(call.toolId);
  if (tool === undefined) return NOBODY;
  const found = await evaluator.runners({
    after,
    systemId: tool.systemId,
    agentIds: caller.agentIds,
    taskId: caller.kind === 'task_token' ? caller.taskId : call.taskId,
    limit: MOST_AGENTS + 1,
  });
  const list = found.slice(0, MOST_AGENTS).map(({ agentId, taskIds }) => ({
    name: agentId,
    calls: taskIds.map((taskId) => boundCall(caller, { ...call, agentId, taskId })),
  }));
  return { list, hasMore: found.length > MOST_AGENTS };
}
