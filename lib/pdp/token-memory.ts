import type { TaskToken } from '@/lib/identity/task-token';

const MAX_TOKENS = 20_000;

/**
 * What verified tokens say, by the hash of their text: a signature is verified once, however often its token
 * comes. Only what cannot change is held; whether a token still stands is asked of the facts at every call.
 */
export class TokenMemory {
  readonly #tokens = new Map<string, TaskToken>();

  get(hash: string): TaskToken | undefined {
    return this.#tokens.get(hash);
  }

  set(hash: string, token: TaskToken): void {
    this.#tokens.set(hash, token);
    if (this.#tokens.size <= MAX_TOKENS) return;
    const oldest = this.#tokens.keys().next();
    if (!oldest.done) this.#tokens.delete(oldest.value);
  }
}
