import { randomBytes } from 'node:crypto';
import { MAX_REQUEST_BYTES } from '@/lib/contract/authzen';
import type { JsonObject } from '@/lib/domain/argument';
import { readBytes, requestIdOf } from '@/lib/http/request';
import { answerWork, failedAnswer, failureFrom, jsonAnswer } from './answer';
import { callThrough, cancelCall, denyUnknown } from './call-through';
import { MOST_WAIT_SECONDS } from './decide-held';
import { checkMirrors, isStateless, META, NEWEST_SESSIONED, SESSIONED, STATELESS } from './era';
import { isObject, isPlainText, type RpcId, type RpcRequest, readMessage } from './message';
import { CANCELLED, METHODS } from './method';
import { beginUpstream, endUpstream } from './open-upstream';
import { checkOrigin } from './origin';
import { RpcFailure } from './rpc-failure';
import type { Behind, Gateway, Scene } from './scene';
import { openSession, sealSession } from './session';
import { listTools } from './tool-list';
import { holderOf, whoAsks } from './who';

/**
 * Answers one message of a client: who asks, what is asked, what follows. Every failure is a JSON-RPC
 * error that lets nothing through.
 */
export async function answerPost(gateway: Gateway, request: Request, systemId: string): Promise<Response> {
  const requestId = requestIdOf(request);
  let id: RpcId | null = null;
  try {
    checkOrigin(request.headers, gateway.publicUrl, gateway.port);
    const who = await whoAsks(gateway, systemId, request);
    const system = await loadBehind(gateway, systemId);
    const message = readMessage(await readBody(request));
    const stateless = isStateless(request.headers, message);
    if (message.kind === 'request') id = message.id;
    const begins = !stateless && message.kind === 'request' && message.method === 'initialize';
    const session = stateless || begins ? null : sessionOf(request.headers, system, who);
    const callKey = request.headers.get('idempotency-key');
    const scene: Scene = {
      ...gateway,
      system,
      who,
      session,
      isStateless: stateless,
      headers: request.headers,
      requestId,
      callKey: stateless && isPlainText(callKey) ? callKey : null,
      waitSeconds: waitOf(request.url),
    };
    if (message.kind === 'notification') {
      if (message.method === CANCELLED) cancelCall(scene, message.params.requestId);
      return new Response(null, { status: 202 });
    }
    if (stateless) checkMirrors(request.headers, message);
    return await answerRequest(scene, request, message);
  } catch (error) {
    return failedAnswer(id, failureFrom(error, requestId));
  }
}

/** Ends a client's session, and the server's that belongs to it. */
export async function answerDelete(gateway: Gateway, request: Request, systemId: string): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    checkOrigin(request.headers, gateway.publicUrl, gateway.port);
    const who = await whoAsks(gateway, systemId, request);
    const system = await loadBehind(gateway, systemId);
    const session = sessionOf(request.headers, system, who);
    await endUpstream({ ...gateway, system }, session);
    return new Response(null, { status: 204 });
  } catch (error) {
    return failedAnswer(null, failureFrom(error, requestId));
  }
}

async function answerRequest(scene: Scene, request: Request, message: RpcRequest): Promise<Response> {
  const { id, method } = message;
  if (method === 'tools/call') {
    return answerWork(request, scene.requestId, id, (tell, signal) =>
      callThrough(scene, message, null, tell, signal),
    );
  }
  const treatment = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (treatment === undefined) return denyUnknown(scene, message);
  if (treatment.by === 'decision') {
    return answerWork(request, scene.requestId, id, (tell, signal) =>
      callThrough(scene, message, treatment, tell, signal),
    );
  }
  switch (method) {
    case 'initialize':
      return begin(scene, message, request.signal);
    case 'server/discover':
      return jsonAnswer(id, { result: discovery(scene) });
    case 'tools/list':
      return jsonAnswer(id, { result: stated(scene, await listTools(scene)) });
    default:
      return jsonAnswer(id, { result: stated(scene, {}) });
  }
}

/** Agrees on a session with a client of an older revision, and with the server behind for it. */
async function begin(scene: Scene, { id, params }: RpcRequest, signal: AbortSignal): Promise<Response> {
  if (scene.isStateless) throw new RpcFailure('method', 'this revision has no initialize');
  const asked = params.protocolVersion;
  const version = SESSIONED.find((one) => one === asked) ?? NEWEST_SESSIONED;
  const capabilities = isObject(params.capabilities) ? params.capabilities : {};
  const elicitation = capabilities.elicitation;
  const sessionId = sealSession({
    id: randomBytes(16).toString('base64url'),
    system: scene.system.id,
    url: scene.system.url,
    task: scene.who.taskId,
    caller: holderOf(scene.who),
    version,
    elicitsUrl: isObject(elicitation) && isObject(elicitation.url),
    upstream: await beginUpstream(scene, scene.system, signal),
  });
  const result = {
    protocolVersion: version,
    capabilities: capabilitiesOf(scene),
    serverInfo: serverInfo(scene),
  };
  return jsonAnswer(id, { result }, 200, { 'mcp-session-id': sessionId });
}

/** What a server says of itself is not passed on: its words reach the agent before anybody has read them. */
const serverInfo = ({ system }: Scene): JsonObject => ({
  name: system.id,
  title: system.name,
  version: 'cordon',
});

/** What the inventory has of the system; nothing else would be let through. */
function capabilitiesOf({ evaluator, system }: Scene): JsonObject {
  const has = (tool: string) => evaluator.store.config?.tools.has(`${system.id}/${tool}`) === true;
  return {
    tools: {},
    ...((has('resources.list') || has('resources.read')) && { resources: {} }),
    ...((has('prompts.list') || has('prompts.get')) && { prompts: {} }),
    ...(has('completion.complete') && { completions: {} }),
    ...(has('logging.setLevel') && { logging: {} }),
  };
}

const discovery = (scene: Scene): JsonObject =>
  stated(scene, {
    supportedVersions: [STATELESS],
    capabilities: capabilitiesOf(scene),
    _meta: { [META.server]: serverInfo(scene) },
    ttlMs: 0,
    cacheScope: 'private',
  });

/** A result as the client's revision has it. */
const stated = ({ isStateless: stateless }: Scene, result: JsonObject): JsonObject =>
  stateless ? { ...result, resultType: 'complete' } : result;

function sessionOf(headers: Headers, { id, url }: Behind, who: Scene['who']) {
  const sealed = headers.get('mcp-session-id');
  if (sealed === null) throw new RpcFailure('session_required', 'begin with initialize');
  return openSession(sealed, { system: id, url, task: who.taskId, caller: holderOf(who) });
}

async function loadBehind({ prisma }: Gateway, id: string): Promise<Behind> {
  const system = await prisma.system.findUnique({
    where: { id },
    select: { id: true, name: true, kind: true, url: true },
  });
  if (system === null || system.kind !== 'mcp' || system.url === null) {
    throw new RpcFailure('no_system', 'there is no MCP server of this name');
  }
  return { id: system.id, name: system.name, url: system.url };
}

/** `?wait=` seconds: how long a call may be held. */
function waitOf(url: string): number {
  const wait = new URL(url).searchParams.get('wait');
  if (wait === null) return 0;
  if (/^\d{1,3}$/.test(wait) && Number(wait) <= MOST_WAIT_SECONDS) return Number(wait);
  throw new RpcFailure('request', `wait must be a number of seconds up to ${MOST_WAIT_SECONDS}`);
}

async function readBody(request: Request): Promise<Uint8Array> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new RpcFailure('request', 'content-type must be application/json');
  }
  return readBytes(request, MAX_REQUEST_BYTES).catch(() => {
    throw new RpcFailure('too_large', `the body is larger than ${MAX_REQUEST_BYTES} bytes`);
  });
}
