import { apiGet } from './api';
import { ApiError } from './client';
import { MeView } from './shape/session';
import { followStream, type StreamEvent } from './stream';

/** How news reaches this browser. `ended`: whoever was signed in is not any more. */
export type StreamState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'polling'; since: Date }
  | { kind: 'lost'; since: Date }
  | { kind: 'ended' };

type Listener = (event: StreamEvent) => void;

/** What tabs tell each other. */
type Message =
  | { kind: 'news'; state: StreamState; events: readonly StreamEvent[]; lastEventId: string | null }
  | { kind: 'question' };

const CONNECTING: StreamState = { kind: 'connecting' };
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** So many failures in a row, and what is shown is asked for instead of waited for. */
const POLL_AFTER = 3;
/** A leader that says nothing for this long has stopped working: somebody else takes over. */
const SILENT_MS = 50_000;
const WATCH_MS = 10_000;

/**
 * One stream for all tabs of a browser: one of them holds a lock, keeps the connection and tells the
 * others; when it goes away the next one goes on where it stopped. Without locks (a page over plain http
 * from afar has none) each tab that is looked at keeps a connection of its own.
 */
export class SharedStream {
  readonly #name: string;
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Set<() => void>();
  #channel: BroadcastChannel | null = null;
  #state: StreamState = CONNECTING;
  #lastEventId: string | null = null;
  #leading: AbortController | null = null;
  #wake: (() => void) | null = null;
  #heardAtMs = 0;
  #toldAt = new Date();

  /** Streams of one name are one; give each person their own. */
  constructor(name: string) {
    this.#name = `cordon.stream.${name}`;
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Calls `listener` with every event until the returned function is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Calls `watcher` whenever the state differs. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /** Takes part until the returned function is called. */
  start(): () => void {
    const stopped = new AbortController();
    const { signal } = stopped;
    this.#heardAtMs = performance.now();
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.addEventListener('message', ({ data }) => this.#hear(data), { signal });
    const wake = () => this.#wake?.();
    document.addEventListener('visibilitychange', wake, { signal });
    window.addEventListener('online', wake, { signal });

    if (navigator.locks === undefined) void this.#leadWhileSeen(signal);
    else {
      void this.#compete(signal, false);
      this.#post({ kind: 'question' });
      const watch = setInterval(() => this.#takeOverFromSilence(signal), WATCH_MS);
      signal.addEventListener('abort', () => clearInterval(watch));
    }
    signal.addEventListener('abort', () => {
      this.#leading?.abort();
      this.#channel?.close();
      this.#channel = null;
      this.#change(CONNECTING);
    });
    return () => stopped.abort();
  }

  // ------------------------------------------------------------------------------------------ who leads

  async #compete(signal: AbortSignal, steal: boolean): Promise<void> {
    if (signal.aborted) return;
    const own = new AbortController();
    const isOver = AbortSignal.any([signal, own.signal]);
    try {
      await navigator.locks.request(this.#name, steal ? { steal } : { signal }, async () => {
        this.#leading = own;
        await this.#lead(isOver);
      });
    } catch {
      // Stopped, or another tab has taken over: then it waits in line again.
      own.abort();
      this.#leading = null;
      void this.#compete(signal, false);
    }
  }

  #takeOverFromSilence(signal: AbortSignal): void {
    const isSilent = performance.now() - this.#heardAtMs > SILENT_MS;
    if (!isSilent || this.#leading !== null || document.hidden || this.#state.kind === 'ended') return;
    this.#heardAtMs = performance.now();
    void this.#compete(signal, true);
  }

  async #leadWhileSeen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (document.hidden) await this.#pause(LONGEST_PAUSE_MS, signal);
      else {
        const seen = new AbortController();
        const look = () => document.hidden && seen.abort();
        document.addEventListener('visibilitychange', look, { signal });
        await this.#lead(AbortSignal.any([signal, seen.signal]));
        document.removeEventListener('visibilitychange', look);
        if (this.#state.kind === 'ended') return;
      }
    }
  }

  // ------------------------------------------------------------------------------------------ leading

  async #lead(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await followStream({
          lastEventId: this.#lastEventId,
          signal,
          onEvents: (events, lastEventId) => {
            failures = 0;
            this.#tell({ kind: 'live' }, events, lastEventId);
          },
        });
      } catch (error) {
        if (signal.aborted) return;
        if (isSignedOut(error)) return this.#tell({ kind: 'ended' }, [], null);
      }
      failures += 1;
      const isPolling = failures >= POLL_AFTER && (await this.#poll(signal));
      if (signal.aborted || this.#state.kind === 'ended') return;
      if (!isPolling) this.#tell({ kind: 'lost', since: this.#toldAt }, [], null);
      await this.#pause(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS), signal);
    }
  }

  /** Without a stream: says that everything must be read anew, when the server answers at all. */
  async #poll(signal: AbortSignal): Promise<boolean> {
    try {
      await apiGet('/api/v1/me', MeView, { signal });
    } catch (error) {
      if (isSignedOut(error)) this.#tell({ kind: 'ended' }, [], null);
      return false;
    }
    const since = this.#state.kind === 'polling' ? this.#state.since : this.#toldAt;
    this.#tell({ kind: 'polling', since }, [{ kind: 'gap' }], null);
    return true;
  }

  /** Waits, but not longer than until the tab is looked at again or the network is back. */
  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      this.#wake = done;
    });
  }

  // ------------------------------------------------------------------------------------------ telling

  #tell(state: StreamState, events: readonly StreamEvent[], lastEventId: string | null): void {
    this.#post({ kind: 'news', state, events, lastEventId });
    this.#take(state, events, lastEventId);
  }

  #hear(message: Message): void {
    if (message.kind === 'news') {
      this.#heardAtMs = performance.now();
      this.#take(message.state, message.events, message.lastEventId);
    } else if (this.#leading !== null) {
      this.#post({ kind: 'news', state: this.#state, events: [], lastEventId: this.#lastEventId });
    }
  }

  #take(state: StreamState, events: readonly StreamEvent[], lastEventId: string | null): void {
    if (lastEventId !== null) this.#lastEventId = lastEventId;
    if (events.length > 0) this.#toldAt = new Date();
    this.#change(state);
    for (const event of events) for (const listener of [...this.#listeners]) listener(event);
  }

  #change(state: StreamState): void {
    const isSame = this.#state.kind === state.kind && state.kind !== 'lost';
    if (isSame) return;
    this.#state = state;
    for (const watcher of [...this.#watchers]) watcher();
  }

  #post(message: Message): void {
    this.#channel?.postMessage(message);
  }
}

const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401;
