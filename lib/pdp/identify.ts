import { hash } from 'node:crypto';
import type { KeyRow } from '@/lib/db/live/load-config';
import { isPermitted } from '@/lib/domain/role';
import type { AskedCall, Caller } from './call';
import type { Evaluator } from './evaluator';
import { NotBound, Unidentified } from './failure';

const BEARER = /^Bearer (cdn_[A-Za-z0-9_-]{20,200})$/i;

/**
 * Finds the caller behind an Authorization header. Keys are looked up by the hash of 256 random bits, so
 * the time of a look-up tells nothing. One that is not in memory may be new: the configuration is read
 * once before it is refused. Throws `Unidentified`, or `NotBound` for a key that may not ask.
 */
export async function identify(evaluator: Evaluator, authorization: string | null): Promise<Caller> {
  const keyHash = keyHashOf(authorization);
  const config = await evaluator.config();
  const key = config.keys.get(keyHash) ?? (await evaluator.refreshed()).keys.get(keyHash);
  return callerOf(evaluator, key);
}

/** The same from memory alone; null when that is not enough to tell. Throws what `identify` rejects with. */
export function identifyKnown(evaluator: Evaluator, authorization: string | null): Caller | null {
  const key = evaluator.store.config?.keys.get(keyHashOf(authorization));
  return key === undefined || !evaluator.clock.isSet ? null : callerOf(evaluator, key);
}

function keyHashOf(authorization: string | null): string {
  const token = BEARER.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new Unidentified();
  return hash('sha256', token, 'hex');
}

function callerOf(evaluator: Evaluator, key: KeyRow | undefined): Caller {
  if (key === undefined || (key.expiresAt !== null && key.expiresAt <= evaluator.clock.nowMs())) {
    throw new Unidentified();
  }
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

/** Why this caller may not ask about a call; null when it may. A key speaks only for what it is bound to. */
export function bindingRefusal(caller: Caller, call: AskedCall): NotBound | null {
  if (caller.agentIds.length > 0 && !caller.agentIds.includes(call.agentId)) {
    return new NotBound(`this key may not ask about agent \`${call.agentId}\``);
  }
  const system = call.toolId.slice(0, Math.max(0, call.toolId.indexOf('/')));
  if (caller.systemIds.length > 0 && !caller.systemIds.includes(system)) {
    return new NotBound(`this key may not ask about \`${call.toolId}\``);
  }
  return null;
}
