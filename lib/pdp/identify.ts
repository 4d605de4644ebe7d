import { hash } from 'node:crypto';
import type { KeyRow } from '@/lib/db/live/load-config';
import { isPermitted } from '@/lib/domain/role';
import { JWT_SHAPE, type TaskToken, verifyTaskToken } from '@/lib/identity/task-token';
import type { AskedCall, Caller, KeyCaller, TokenCaller } from './call';
import type { Config } from './compile-facts';
import type { Evaluator } from './evaluator';
import { NotBound, Unidentified } from './failure';

const BEARER = /^Bearer (\S{20,4096})$/i;
const API_KEY = /^cdn_[A-Za-z0-9_-]{20,200}$/;

/**
 * Finds the caller behind an Authorization header: an API key, or a task token. What is not known in memory
 * may be new: the configuration is read once before it is refused. Throws `Unidentified`, or `NotBound` for a
 * key that may not ask.
 */
export async function identify(evaluator: Evaluator, authorization: string | null): Promise<Caller> {
  const secret = bearerOf(authorization);
  const config = await evaluator.config();
  if (!API_KEY.test(secret)) return tokenCaller(evaluator, config, secret);
  const keyHash = hash('sha256', secret, 'hex');
  return keyCaller(evaluator, config.keys.get(keyHash) ?? (await evaluator.refreshed()).keys.get(keyHash));
}

/** The same from memory alone; null when that is not enough to tell. Throws what `identify` rejects with. */
export function identifyKnown(evaluator: Evaluator, authorization: string | null): Caller | null {
  const secret = bearerOf(authorization);
  const { config } = evaluator.store;
  if (config === null || !evaluator.clock.isSet) return null;
  // Keys and tokens are looked up by the hash of what nobody can guess, so the time that it takes tells nothing.
  const secretHash = hash('sha256', secret, 'hex');
  if (API_KEY.test(secret)) {
    const key = config.keys.get(secretHash);
    return key === undefined ? null : keyCaller(evaluator, key);
  }
  const token = evaluator.tokens.get(secretHash);
  return token === undefined ? null : admitted(evaluator, config, token);
}

function bearerOf(authorization: string | null): string {
  const secret = BEARER.exec(authorization ?? '')?.[1];
  if (secret === undefined || !(API_KEY.test(secret) || JWT_SHAPE.test(secret))) throw new Unidentified();
  return secret;
}

function keyCaller(evaluator: Evaluator, key: KeyRow | undefined): KeyCaller {
  if (key === undefined || isOver(key.expiresAt, evaluator.clock.nowMs())) throw new Unidentified();
  if (!isPermitted('decision.ask', key.roles)) throw new NotBound('decision.ask needs the role pep or admin');
  const isAdmin = key.roles.includes('admin');
  return {
    kind: 'api_key',
    id: key.id,
    name: key.name,
    keyHash: key.keyHash,
    systemIds: isAdmin ? [] : key.systemIds,
    agentIds: isAdmin ? [] : key.agentIds,
  };
}

/** Signature and claims are verified once a token: they cannot change. All else is asked at every call. */
async function tokenCaller(evaluator: Evaluator, config: Config, text: string): Promise<TokenCaller> {
  const { publicUrl } = evaluator;
  const verify = (keys: Config['tokenKeys']) =>
    verifyTaskToken(text, { keys, publicUrl, now: new Date(evaluator.clock.nowMs()) });
  const token = await verify(config.tokenKeys)
    .catch(async (error: unknown) => {
      if ((error as { reason?: unknown }).reason !== 'key') throw error;
      return verify((await evaluator.refreshed()).tokenKeys);
    })
    .catch((error: unknown) => {
      if ((error as { reason?: unknown }).reason === undefined) throw error;
      throw new Unidentified();
    });
  const caller = admitted(evaluator, evaluator.store.config ?? config, token);
  evaluator.tokens.set(hash('sha256', text, 'hex'), token);
  return caller;
}

function admitted(evaluator: Evaluator, config: Config, token: TaskToken): TokenCaller {
  const key = token.apiKeyId === null ? undefined : config.keysById.get(token.apiKeyId);
  const systemIds = key === undefined || key.roles.includes('admin') ? [] : key.systemIds;
  const caller: TokenCaller = {
    ...token,
    kind: 'task_token',
    name: token.agentId,
    systemIds,
    agentIds: [token.agentId],
  };
  // Bound to a key: whoever only holds the token has nothing.
  if (token.jkt !== null || !isStillIdentified(caller, config, evaluator.clock.nowMs()))
    throw new Unidentified();
  return caller;
}

const isOver = (endMs: number | null, nowMs: number): boolean => endMs !== null && endMs <= nowMs;

/**
 * Whether the configuration still knows the caller: its key is neither revoked nor expired, its token has not
 * ended, and the key that signed it has not been withdrawn. INVARIANT (next-decision)
 */
export function isStillIdentified(caller: Caller, config: Config, nowMs: number): boolean {
  if (caller.kind === 'api_key') {
    const key = config.keys.get(caller.keyHash);
    return key !== undefined && !isOver(key.expiresAt, nowMs);
  }
  if (isOver(caller.expiresAtMs, nowMs) || !config.tokenKeys.has(caller.keyId)) return false;
  if (caller.apiKeyId === null) return true;
  const issuer = config.keysById.get(caller.apiKeyId);
  return issuer !== undefined && !isOver(issuer.expiresAt, nowMs);
}

/** Why this caller may not ask about a call; null when it may. It speaks only for what it is bound to. */
export function bindingRefusal(caller: Caller, call: AskedCall): NotBound | null {
  const { agentIds, systemIds } = caller;
  const who = caller.kind === 'task_token' ? 'this token' : 'this key';
  if (agentIds.length > 0 && !agentIds.includes(call.agentId)) {
    return new NotBound(`${who} may not ask about agent \`${call.agentId}\``);
  }
  const system = call.toolId.slice(0, Math.max(0, call.toolId.indexOf('/')));
  if (systemIds.length > 0 && !systemIds.includes(system)) {
    return new NotBound(`${who} may not ask about \`${call.toolId}\``);
  }
  if (caller.kind === 'task_token' && call.taskId !== null && call.taskId !== caller.taskId) {
    return new NotBound(`this token may not ask about task \`${call.taskId}\``);
  }
  return null;
}

/** The call as this caller asks it: a token brings its task along. Throws `NotBound`. */
export function boundCall(caller: Caller, call: AskedCall): AskedCall {
  const refusal = bindingRefusal(caller, call);
  if (refusal !== null) throw refusal;
  return caller.kind === 'task_token' && call.taskId === null ? { ...call, taskId: caller.taskId } : call;
}
