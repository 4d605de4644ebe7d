import { hash } from 'node:crypto';
import { type JsonObject, withoutArguments } from '@/lib/domain/argument';
import type { TaskToken } from '@/lib/identity/task-token';
import type { CompiledTool } from './compile-facts';
import { canonicalText, MAX_DEPTH } from './record';

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
  /** The proof that came with the approval; absent once it has been looked at. */
  approvalState?: string;
  /** The shared contexts that the call names. */
  reads: readonly string[];
  requestId: string;
};

/**
 * What an approval fits: exactly this agent, task, tool with this definition, resource and arguments, but for
 * those that the tool's definition calls incidental. The parts are JSON strings, so no two different calls have
 * the same text; which arguments are left out is bound with the definition. INVARIANT (approval-once)
 */
export const callDigest = (
  call: AskedCall,
  tool: Pick<CompiledTool, 'digest' | 'incidentalArguments'> | null,
): string =>
  hash(
    'sha256',
    `${JSON.stringify([call.agentId, call.taskId, call.toolId, tool?.digest ?? null, call.action, call.resource])}${semanticText(call, tool)}`,
    'base64url',
  );

const semanticText = (call: AskedCall, tool: Pick<CompiledTool, 'incidentalArguments'> | null): string =>
  tool === null || tool.incidentalArguments.length === 0
    ? call.argumentsText
    : canonicalText(withoutArguments(call.arguments, tool.incidentalArguments), MAX_DEPTH);

/** 13 bytes from which a decision's id is made when the caller named the call, and the approval for it. */
export const callIdBytes = (taskId: string, callId: string, approvalId: string | null): Uint8Array =>
  hash(
    'sha256',
    approvalId === null ? `${taskId}\u0000${callId}` : `${taskId}\u0000${callId}\u0000${approvalId}`,
    'buffer',
  );
