import { hash } from 'node:crypto';
import type { KeyRow } from '@/lib/db/live/load-config';
import { isPermitted } from '@/lib/domain/role';
import { type Proof, verifyProof } from '@/lib/identity/dpop';
import { JWT_SHAPE, type TaskToken, verifyTaskToken } from '@/lib/identity/task-token';
import type { AskedCall, Caller, KeyCaller, TokenCaller } from './call';
import type { Config } from './compile-facts';
import type { Evaluator } from './evaluator';
import { NotBound, Unidentified } from './failure';

const SCHEME = /^(Bearer|DPoP) (\S{20,4096})$/i;
const API_KEY = /^cdn_[A-Za-z0-9_-]{20,200}$/;

/**
 * Finds the caller behind an Authorization header: an API key, or a task token, with the proof that a token may
 * ask for. What is not known in memory may be new: the configuration is read once before it is refused. Throws
 * `Unidentified`, or `NotBound` for a key that may not ask.
 */
export async function identify(
  evaluator: Evaluator,
  authorization: string | null,
  proof: Proof = NO_PROOF,
): Promise<Caller> {
  const { secret, isProven } = shownIn(authorization);
  const config = await evaluator.config();
  if (!API_KEY.test(secret)) return tokenCaller(evaluator, config, secret, isProven ? proof : null);
  const keyHash = hash('sha256', secret, 'hex');
  return keyCaller(evaluator, config.keys.get(keyHash) ?? (await evaluator.refreshed()).keys.get(keyHash));
}

/** The same from memory alone; null when that is not enough to tell. Throws what `identify` rejects with. */
export function identifyKnown(evaluator: Evaluator, authorization: string | null): Caller | null {
  const { secret, isProven } = shownIn(authorization);
  const { config } = evaluator.store;
  // A proof is spent in the database.
  if (config === null || !evaluator.clock.isSet || isProven) return null;
  // Keys and tokens are looked up by the hash of what nobody can guess, so the time that it takes tells nothing.
  const secretHash = hash('sha256', secret, 'hex');
  if (API_KEY.test(secret)) {
    const key = config.keys.get(secretHash);
    return key === undefined ? null : keyCaller(evaluator, key);
  }
  const token = evaluator.tokens.get(secretHash);
  if (token === undefined) return null;
  if (token.jkt !== null) throw new Unidentified();
  return admitted(evaluator, config, token);
}

const NO_PROOF: Proof = { header: null, method: '', url: '' };

/** What a header shows, and whether it says that a proof comes with it. Only tokens come so. */
function shownIn(authorization: string | null): { secret: string; isProven: boolean } {
  const [, scheme = '', secret = ''] = SCHEME.exec(authorization ?? '') ?? [];
  const isProven = scheme.toLowerCase() === 'dpop';
  if (JWT_SHAPE.test(secret) || (API_KEY.test(secret) && !isProven)) return { secret, isProven };
  throw new Unidentified();
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
async function tokenCaller(
  evaluator: Evaluator,
  config: Config,
  text: string,
  proof: Proof | null,
): Promise<TokenCaller> {
  const textHash = hash('sha256', text, 'hex');
  try {
    const token = evaluator.tokens.get(textHash) ?? (await verifiedToken(evaluator, config, text));
    evaluator.tokens.set(textHash, token);
    const caller = admitted(evaluator, evaluator.store.config ?? config, token);
    // INVARIANT (fail-closed): a bound token is worth nothing without its key, nor is a proof without such a token.
    if (token.jkt !== (await provenKey(evaluator, proof, text))) throw new Unidentified();
    return caller;
  } catch (error) {
    if ((error as { name?: unknown }).name === 'NotBelieved') throw new Unidentified();
    throw error;
  }
}

async function verifiedToken(evaluator: Evaluator, config: Config, text: string): Promise<TaskToken> {
  const { publicUrl } = evaluator;
  const verify = (keys: Config['tokenKeys']) =>
    verifyTaskToken(text, { keys, publicUrl, now: new Date(evaluator.clock.nowMs()) });
  return verify(config.tokenKeys).catch(async (error: unknown) => {
    if ((error as { reason?: unknown }).reason !== 'key') throw error;
    return verify((await evaluator.refreshed()).tokenKeys);
  });
}

/** The key that a request proves to hold; null where it says that it proves none. Each proof is believed once. */
async function provenKey(evaluator: Evaluator, proof: Proof | null, token: string): Promise<string | null> {
  if (proof === null) return null;
  const { jkt, jti, until } = await verifyProof(proof, token, new Date(evaluator.clock.nowMs()));
  return (await evaluator.spend(['dpop', jkt, jti], until)) ? jkt : null;
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
  if (!isStillIdentified(caller, config, evaluator.clock.nowMs())) throw new Unidentified();
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

const nameOf = (caller: Caller): string => (caller.kind === 'task_token' ? 'this token' : 'this key');

/** Why this caller may not ask about an agent; null when it may. */
export function agentRefusal(caller: Caller, agentId: string): NotBound | null {
  if (caller.agentIds.length === 0 || caller.agentIds.includes(agentId)) return null;
  return new NotBound(`${nameOf(caller)} may not ask about agent \`${agentId}\``);
}

/** Why this caller may not ask about a tool; null when it may. */
export function toolRefusal(caller: Caller, toolId: string): NotBound | null {
  const system = toolId.slice(0, Math.max(0, toolId.indexOf('/')));
  if (caller.systemIds.length === 0 || caller.systemIds.includes(system)) return null;
  return new NotBound(`${nameOf(caller)} may not ask about \`${toolId}\``);
}

/** Why this caller may not ask about a call; null when it may. It speaks only for what it is bound to. */
export function bindingRefusal(caller: Caller, call: AskedCall): NotBound | null {
  const refusal = agentRefusal(caller, call.agentId) ?? toolRefusal(caller, call.toolId);
  if (refusal !== null) return refusal;
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
