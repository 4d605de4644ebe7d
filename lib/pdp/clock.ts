/** A time that is told is older than this only when the database's clock was set back. */
const LATEST_MS = 1000;

/**
 * The database's time between two of its answers: the last time it told, plus what a monotonic clock has
 * counted since. The wall clock of this machine is never asked, so changing it changes nothing.
 * INVARIANT (expiry-by-evaluation): an estimate is hardly ever ahead of the database, by a second at most
 * after its clock was set back, and what it allows is compared with the database's own time in the
 * statement that records it.
 */
export class DatabaseClock {
  #toldMs: number | null = null;
  #heardAtMs = 0;

  /**
   * Takes what the database said its time was, on hearing it. An answer that was long on its way tells less
   * than is known already: believing it would put the clock back before the start of a grant just read.
   */
  hear(told: Date): void {
    const toldMs = told.getTime();
    const ahead = this.#toldMs === null ? Number.NEGATIVE_INFINITY : this.nowMs() - toldMs;
    if (ahead > 0 && ahead <= LATEST_MS) return;
    this.#toldMs = toldMs;
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
