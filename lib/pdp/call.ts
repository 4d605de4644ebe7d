import { hash } from 'node:crypto';
import type { JsonObject } from '@/lib/domain/argument';
import type { TaskToken } from '@/lib/identity/task-token';

/** An API key, as it stood when the request came in. */
export type KeyCaller = {
  kind: 'api_key';
  id: string;
  name: string;
  keyHash: string;
  systemIds: readonly string[];
  agentIds: readonly string[];
};

/** A task token: it speaks for exactly one task. `name` is its agent's. */
export type TokenCaller = TaskToken & {
  kind: 'task_token';
  name: string;
  /** What the key that asked for it is bound to. */
  systemIds: readonly string[];
  /** Its own agent. */
  agentIds: readonly string[];
};

/** Who asks. */
export type Caller = KeyCaller | TokenCaller;

/** One call as it was asked, parsed and bounded. */
export type AskedCall = {
  agentId: string;
  taskId: string | null;
  toolId: string;
  action: string;
  resource: string | null;
  arguments: JsonObject;
  /** The canonical text of `arguments`: what is hashed, recorded and answered. INVARIANT (same-bytes) */
  argumentsText: string;
  callId: string | null;
  acceptsModify: boolean;
  approvalId: string | null;
  /** The shared contexts that the call names. */
  reads: readonly string[];
  requestId: string;
};

/**
 * What an approval fits: exactly this agent, task, tool with this definition, resource and arguments.
 * The parts are JSON strings, so no two different calls have the same text.
 */
export const callDigest = (call: AskedCall, toolDigest: string | null): string =>
  hash(
    'sha256',
    `${JSON.stringify([call.agentId, call.taskId, call.toolId, toolDigest, call.action, call.resource])}${call.argumentsText}`,
    'base64url',
  );

/** 13 bytes from which a decision's id is made when the caller named the call, and the approval for it. */
export const callIdBytes = (taskId: string, callId: string, approvalId: string | null): Uint8Array =>
  hash(
    'sha256',
    approvalId === null ? `${taskId}\u0000${callId}` : `${taskId}\u0000${callId}\u0000${approvalId}`,
    'buffer',
  );
