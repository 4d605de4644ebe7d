import { createHash, randomUUID } from 'node:crypto';
import type { JsonObject } from '@/lib/domain/argument';
import { type Decided, decideCall, type Wish } from './decide-call';
import { decideHeld } from './decide-held';
import { denialOf } from './denial';
import { elicitOrDeny, escalationCarried } from './elicit';
import { metaOf } from './era';
import { isObject, isPlainText, type RpcAnswer, type RpcRequest } from './message';
import { METHOD_TOOLS, type Treatment } from './method';
import { misspelt } from './misspelt';
import { forgetSession, openUpstream } from './open-upstream';
import { checkParamHeaders, paramHeaders } from './param-headers';
import { type Declared, reportAnswer } from './report';
import { RpcFailure } from './rpc-failure';
import type { Scene } from './scene';
import { sharedContextsOf } from './shared-contexts';
import type { UpstreamCall } from './upstream';
import { watchTools } from './watch-tools';

/** What a request asks for: what is decided, and how the decided arguments are sent on. */
type Asked = {
  wish: Omit<Wish, 'callId' | 'approvalId' | 'reads' | 'requestId'>;
  paramsOf: (args: JsonObject) => JsonObject;
};

type Known = { inputSchema: unknown; declared: Declared };
type Tell = (method: string, params: object) => void;
/** A server's word that its tools are others now. The list that agents see is ours: it is not passed on. */
const TOOLS_CHANGED = 'notifications/tools/list_changed';
const PASSED = ['notifications/progress', 'notifications/message'];

/** Calls under way of this process, for clients that take one back. */
const underWay = new Map<string, AbortController>();

/**
 * Decides a request, sends on what was decided, reports what came of it, and answers with that.
 * INVARIANT (same-bytes): the server sees the arguments that were decided and recorded, under our own
 * envelope; nothing of the request's text goes further.
 */
export async function callThrough(
  scene: Scene,
  request: RpcRequest,
  treatment: Extract<Treatment, { by: 'decision' }> | null,
  tell: Tell,
  signal: AbortSignal,
): Promise<RpcAnswer> {
  const asked = treatment === null ? askedTool(scene, request) : askedMethod(scene, request, treatment);
  watchTools(scene, scene.system);
  const known = await knownTool(scene, asked);
  const { reads, writes } = await sharedContextsOf(scene, request, scene.who.agentId);
  const wish = {
    ...asked.wish,
    callId: callIdOf(scene, request),
    approvalId: escalationCarried(scene, request.params, asked.wish),
    reads,
    requestId: scene.requestId,
  };
  const decided = await decideHeld(scene, wish, signal);
  const { executes } = decided;
  if (executes === null) return elicitOrDeny(scene, request, asked.wish, decided);
  if (signal.aborted) {
    await reportAnswer(scene, decided.id, null, 'not_executed');
    throw new RpcFailure('upstream', 'the caller has gone');
  }
  const sent = { params: asked.paramsOf(executes), mirrors: paramHeaders(known?.inputSchema, executes) };
  const brought = { declared: known?.declared ?? null, writes };
  const answer = await execute(scene, request, sent, decided, brought, tell, signal);
  return withDecision(answer, decided);
}

function askedTool({ system }: Scene, { params }: RpcRequest): Asked {
  onlyMembers(params, ['name', 'arguments']);
  const { name, arguments: args = {} } = params;
  if (!isPlainText(name)) throw new RpcFailure('params', 'name must be a text of at most 300 characters');
  if (!isObject(args)) throw new RpcFailure('params', 'arguments must be an object');
  // A server's own tool may be called as a method's tool is: nobody has reviewed that one.
  const toolId = `${system.id}/${name}`;
  return {
    wish: {
      toolId: METHOD_TOOLS.has(name) ? `tools/call:${toolId}` : toolId,
      action: 'tools/call',
      resource: null,
      arguments: args,
    },
    paramsOf: (decided) => ({ name, arguments: decided }),
  };
}

function askedMethod(
  { system }: Scene,
  { method, params }: RpcRequest,
  { tool, members, subject }: Extract<Treatment, { by: 'decision' }>,
): Asked {
  onlyMembers(params, members);
  const args = Object.fromEntries(Object.entries(params).filter(([name]) => members.includes(name)));
  const named = subject === null ? null : args[subject];
  if (subject !== null && !isPlainText(named)) throw new RpcFailure('params', `${subject} must be a text`);
  return {
    wish: {
      toolId: `${system.id}/${tool}`,
      action: method,
      resource: typeof named === 'string' ? named : null,
      arguments: args,
    },
    paramsOf: (decided) => decided,
  };
}

/** Denies a method that there is no treatment for, on the record. */
export async function denyUnknown(scene: Scene, { method, id }: RpcRequest): Promise<never> {
  const { context } = await decideCall(scene, scene.who, {
    toolId: `${method}:${scene.system.id}/`,
    action: method,
    resource: null,
    arguments: {},
    callId: callIdOf(scene, { id }),
    approvalId: null,
    reads: [],
    requestId: scene.requestId,
  });
  throw denialOf(context, scene.publicUrl);
}

/** What a request may carry for the gateway itself; it goes no further. */
const OURS_TO_READ = ['_meta', 'inputResponses', 'requestState'];

/** What is not decided on is not sent on; and what is not sent on is not taken either. */
function onlyMembers(params: JsonObject, members: readonly string[]): void {
  const other = Object.keys(params).find((name) => !OURS_TO_READ.includes(name) && !members.includes(name));
  if (other !== undefined)
    throw new RpcFailure('params', `params has no member ${JSON.stringify(other)} here`);
  if (params._meta !== undefined && !isObject(params._meta)) {
    throw new RpcFailure('params', '_meta must be an object');
  }
}

/** The tool as it is registered; null where nobody has. What it forbids in the spelling is refused here. */
async function knownTool({ prisma, isStateless, headers }: Scene, { wish }: Asked): Promise<Known | null> {
  const tool = await prisma.tool.findUnique({ where: { id: wish.toolId } });
  if (tool === null) return null;
  const { inputSchema, sensitivity, returnsUntrusted } = tool;
  const name = misspelt(wish.arguments, tool);
  if (name !== null) throw new RpcFailure('params', `${JSON.stringify(name)} is not how the tool spells it`);
  if (isStateless) checkParamHeaders(headers, inputSchema, wish.arguments);
  return { inputSchema, declared: { sensitivity, untrusted: returnsUntrusted } };
}

/** A session's request id names the call; without a session only what the client says for that purpose. */
function callIdOf({ session, callKey }: Scene, { id }: { id: string | number }): string | null {
  if (session !== null) return `mcp:${session.id}:${typeof id === 'number' ? `${id}` : JSON.stringify(id)}`;
  return callKey === null ? null : `mcp:key:${callKey}`;
}

/** The id under which a call goes to the server: the same on every instance, and nobody else's. */
function upstreamId({ session }: Scene, id: string | number): string {
  const name = session === null ? randomUUID() : JSON.stringify([session.id, id]);
  return createHash('sha256').update(name).digest('base64url').slice(0, 24);
}

/** Stops a call of this session that is under way here. */
export function cancelCall(scene: Scene, id: unknown): void {
  if (scene.session === null || (typeof id !== 'string' && typeof id !== 'number')) return;
  underWay.get(upstreamId(scene, id))?.abort();
}

async function execute(
  scene: Scene,
  request: RpcRequest,
  sent: Pick<UpstreamCall, 'params' | 'mirrors'>,
  decided: Decided,
  { declared, writes }: { declared: Declared | null; writes: readonly string[] },
  tell: Tell,
  signal: AbortSignal,
): Promise<RpcAnswer> {
  const { progressToken } = metaOf(request);
  const id = upstreamId(scene, request.id);
  const taken = new AbortController();
  underWay.set(id, taken);
  let answer: RpcAnswer | null = null;
  try {
    const call: UpstreamCall = {
      id,
      method: request.method,
      ...sent,
      wantsProgress: typeof progressToken === 'string' || typeof progressToken === 'number',
      trace: traceOf(request),
      signal: AbortSignal.any([signal, taken.signal]),
      onNotification: (method, told) => {
        if (method === TOOLS_CHANGED) watchTools(scene, scene.system, true);
        if (!PASSED.includes(method)) return;
        if (method === 'notifications/progress') {
          if (told.progressToken === id) tell(method, { ...told, progressToken });
        } else tell(method, told);
      },
    };
    answer = fitted(await send(scene, call), scene, request.method);
  } finally {
    underWay.delete(id);
    await reportAnswer(scene, decided.id, declared, answer, writes);
  }
  return answer;
}

/** A session that the server has forgotten began for a client that has none: it begins anew, once. */
async function send(scene: Scene, call: UpstreamCall): Promise<RpcAnswer> {
  try {
    return await (await openUpstream(scene, call.signal)).call(call);
  } catch (error) {
    const isForgotten = error instanceof RpcFailure && error.kind === 'session_unknown';
    if (!isForgotten || scene.session !== null) throw error;
    forgetSession(scene);
    return (await openUpstream(scene, call.signal)).call(call);
  }
}

const CACHED = ['resources/read', 'resources/list', 'resources/templates/list', 'prompts/list'];
/** Codes that mean something to a client when they come from the gateway. */
const OURS = [-32001, -32020, -32021, -32022, -32042];

/** An answer as the client's revision has it, and as the gateway may hand it on. */
function fitted(answer: RpcAnswer, { isStateless }: Scene, method: string): RpcAnswer {
  if ('error' in answer) {
    const { code, message } = answer.error;
    return OURS.includes(code) ? { error: { code: -32603, message } } : answer;
  }
  const { resultType = 'complete', ttlMs, cacheScope, ...result } = answer.result;
  if (resultType !== 'complete') {
    return {
      error: { code: -32603, message: 'the server asks its caller, which does not pass the gateway' },
    };
  }
  if (!isStateless) return { result };
  // What one task may read, another may not: nothing is kept for others.
  return {
    result: { ...result, resultType, ...(CACHED.includes(method) && { ttlMs: 0, cacheScope: 'private' }) },
  };
}

/** Says in the result which decision let it through, and with which arguments where they were changed. */
function withDecision(answer: RpcAnswer, { id, context, executes }: Decided): RpcAnswer {
  if ('error' in answer) return answer;
  const meta = isObject(answer.result._meta) ? answer.result._meta : {};
  const decision: JsonObject = {
    evaluation_id: id,
    outcome: context.outcome,
    ...(context.outcome === 'modify' && executes !== null && { arguments: executes }),
  };
  return { result: { ...answer.result, _meta: { ...meta, 'cordon/decision': decision } } };
}

/** W3C trace context, where it has the form of one. */
function traceOf(request: RpcRequest): Record<string, string> {
  const { traceparent } = metaOf(request);
  const isTrace = typeof traceparent === 'string' && /^[0-9a-f]{2}(-[0-9a-f]+){3}$/.test(traceparent);
  return isTrace && traceparent.length <= 60 ? { traceparent } : {};
}
