/**
 * The database's time between two of its answers: the last time it told, plus what a monotonic clock has
 * counted since. The wall clock of this machine is never asked, so changing it changes nothing.
 * INVARIANT (expiry-by-evaluation): an estimate is never ahead of the database, and what it allows is
 * compared with the database's own time in the statement that records it.
 */
export class DatabaseClock {
  #toldMs: number | null = null;
  #heardAtMs = 0;

  /** Takes what the database said its time was, on hearing it. */
  hear(told: Date): void {
    this.#toldMs = told.getTime();
    this.#heardAtMs = performance.now();
  }

  get isSet(): boolean {
    return this.#toldMs !== null;
  }

  nowMs(): number {
    if (this.#toldMs === null) throw new Error('the database has told no time yet');
    return Math.floor(this.#toldMs + performance.now() - this.#heardAtMs);
  }
}

/** The minute in which calls are counted: minutes since 1970. */
export const minuteOf = (ms: number): number => Math.floor(ms / 60_000);
