import { EVALUATION_SEMANTICS, type EvaluationSemantic, MAX_EVALUATIONS } from '@/lib/contract/authzen';
import type { JsonObject } from '@/lib/domain/argument';
import type { AskedCall } from './call';
import { Malformed } from './failure';
import { canonicalText, MAX_DEPTH } from './record';

type Members = Record<string, unknown>;

const AGENT = 'agent';
const TOOL = 'tool';
const CALL = 'tools/call';
const MAX_NAME = 300;
const MAX_LIST = 100;

/** What a request asks: one evaluation, or several with the way in which they are gone through. */
export type Asked =
  | { kind: 'one'; call: AskedCall }
  | { kind: 'many'; calls: (AskedCall | Malformed)[]; semantic: EvaluationSemantic };

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON object in a body. Throws `Malformed`. */
export function parseObject(contentType: string | null, body: Uint8Array): Members {
  if (contentType === null || !/^application\/json\s*(;|$)/i.test(contentType)) {
    throw new Malformed('content-type must be application/json');
  }
  if (body.byteLength === 0) throw new Malformed('the body is empty');
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(body));
  } catch {
    throw new Malformed('the body is not JSON');
  }
  if (!isObject(value)) throw new Malformed('the body must be a JSON object');
  return value;
}
const UTF8 = new TextDecoder('utf-8', { fatal: true });

function memberObject(of: Members, name: string, path: string): Members | null {
  const value = of[name];
  if (value === undefined) return null;
  if (!isObject(value)) throw new Malformed(`${path} must be an object`);
  return value;
}

function requiredObject(of: Members, name: string): Members {
  const value = memberObject(of, name, name);
  if (value === null) throw new Malformed(`${name} is required`);
  return value;
}

function plainText(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new Malformed(`${path} must be a string`);
  if (value === '') throw new Malformed(`${path} must not be empty`);
  if (value.length > MAX_NAME) throw new Malformed(`${path} is longer than ${MAX_NAME} characters`);
  if (value.includes('\u0000') || !value.isWellFormed()) {
    throw new Malformed(`${path} has characters that cannot be recorded`);
  }
  return value;
}

function requiredText(of: Members, name: string, path: string): string {
  if (of[name] === undefined) throw new Malformed(`${path} is required`);
  return plainText(of[name], path);
}

const optionalText = (of: Members | null, name: string, path: string): string | null =>
  of === null || of[name] === undefined || of[name] === null ? null : plainText(of[name], path);

function textList(of: Members | null, name: string, path: string): string[] {
  const value = of?.[name];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Malformed(`${path} must be a list`);
  if (value.length > MAX_LIST) throw new Malformed(`${path} has more than ${MAX_LIST} entries`);
  return value.map((one, i) => plainText(one, `${path}[${i}]`));
}

/** A name of another kind is kept apart from ours, so that it can never meet one of the inventory. */
const named = (type: string, ours: string, id: string): string => (type === ours ? id : `${type}:${id}`);

/**
 * Reads one evaluation. Unknown members are ignored, as the standard asks; what the caller says about
 * task, grants, approvals and time are references, which are looked up and never believed.
 */
function parseEvaluation(body: Members, requestId: string): AskedCall {
  const subject = requiredObject(body, 'subject');
  const subjectType = requiredText(subject, 'type', 'subject.type');
  const subjectId = requiredText(subject, 'id', 'subject.id');
  memberObject(subject, 'properties', 'subject.properties');

  const action = requiredObject(body, 'action');
  const actionName = requiredText(action, 'name', 'action.name');
  memberObject(action, 'properties', 'action.properties');

  const resource = requiredObject(body, 'resource');
  const resourceType = requiredText(resource, 'type', 'resource.type');
  const resourceId = requiredText(resource, 'id', 'resource.id');
  const properties = memberObject(resource, 'properties', 'resource.properties');

  const context = memberObject(body, 'context', 'context');
  const args = context === null ? null : memberObject(context, 'arguments', 'context.arguments');
  const approval = context === null ? null : memberObject(context, 'approval', 'context.approval');
  const approvalState = approvalStateIn(approval);
  const tool = named(resourceType, TOOL, resourceId);
  return {
    agentId: named(subjectType, AGENT, subjectId),
    taskId: optionalText(context, 'task', 'context.task'),
    toolId: actionName === CALL ? tool : `${actionName}:${tool}`,
    action: actionName,
    resource: optionalText(properties, 'resource', 'resource.properties.resource'),
    arguments: (args ?? {}) as JsonObject,
    argumentsText: argumentsText(args ?? {}),
    callId: optionalText(context, 'call_id', 'context.call_id'),
    acceptsModify: textList(context, 'accepts', 'context.accepts').includes('modify'),
    approvalId: optionalText(approval, 'id', 'context.approval.id'),
    ...(approvalState !== null && { approvalState }),
    reads: [...new Set(textList(context, 'reads', 'context.reads'))].sort(),
    requestId,
  };
}

const MAX_STATE = 4096;

/** What came with an approval. Of another kind than ours it proves as little as one that is not ours. */
function approvalStateIn(approval: Members | null): string | null {
  const state = approval?.state;
  if (state === undefined || state === null) return null;
  return typeof state === 'string' && state.length <= MAX_STATE ? state : '';
}

function argumentsText(args: Members): string {
  try {
    return canonicalText(args, MAX_DEPTH);
  } catch (error) {
    throw new Malformed(`context.arguments ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

export const parseOne = (body: Members, requestId: string): Asked => ({
  kind: 'one',
  call: parseEvaluation(body, requestId),
});

/**
 * Reads a batch. Members of the request are defaults for every evaluation, as whole objects. Without
 * evaluations it is a single one. A malformed item fails by itself; a malformed request fails whole.
 */
export function parseMany(body: Members, requestId: string): Asked {
  const { evaluations } = body;
  if (evaluations === undefined) return parseOne(body, requestId);
  if (!Array.isArray(evaluations)) throw new Malformed('evaluations must be a list');
  if (evaluations.length === 0) return parseOne(body, requestId);
  if (evaluations.length > MAX_EVALUATIONS) {
    throw new Malformed(`evaluations has more than ${MAX_EVALUATIONS} entries`);
  }
  const defaults: Members = {};
  for (const name of ['subject', 'action', 'resource', 'context']) {
    const value = memberObject(body, name, name);
    if (value !== null) defaults[name] = value;
  }
  return {
    kind: 'many',
    calls: evaluations.map((item, i) => parseItem(item, i, defaults, requestId)),
    semantic: semanticOf(body),
  };
}

function parseItem(
  item: unknown,
  index: number,
  defaults: Members,
  requestId: string,
): AskedCall | Malformed {
  if (!isObject(item)) throw new Malformed(`evaluations[${index}] must be an object`);
  try {
    const call = parseEvaluation({ ...defaults, ...item }, requestId);
    // A call_id that several items inherit names several calls.
    const isInherited = item.context === undefined && call.callId !== null;
    return isInherited ? { ...call, callId: `${call.callId}#${index}` } : call;
  } catch (error) {
    if (error instanceof Malformed) return new Malformed(`evaluations[${index}].${error.message}`);
    throw error;
  }
}

function semanticOf(body: Members): EvaluationSemantic {
  const options = memberObject(body, 'options', 'options');
  const value = options?.evaluations_semantic;
  if (value === undefined) return 'execute_all';
  const semantic = EVALUATION_SEMANTICS.find((one) => one === value);
  if (semantic === undefined) {
    throw new Malformed(`options.evaluations_semantic must be one of ${EVALUATION_SEMANTICS.join(', ')}`);
  }
  return semantic;
}
