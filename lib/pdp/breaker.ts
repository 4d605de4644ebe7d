/** How long denials are gathered before they are looked at: a storm of them costs a few looks a second. */
const GATHER_MS = 200;
/** After a look that failed. */
const RETRY_MS = 2000;

/** Quarantines those of these agents that have been denied too often, by what is recorded. */
export type TripBreakers = (agentIds: readonly string[]) => Promise<unknown>;

/**
 * Watches, beside the live path, for agents that are denied. It counts nothing itself: how often an agent
 * was denied stands in the records, over all instances, and survives this one.
 */
export class BreakerWatch {
  readonly #trip: TripBreakers;
  readonly #denied = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #isLooking = false;
  #isClosed = false;

  constructor(trip: TripBreakers) {
    this.#trip = trip;
  }

  /** Notes that an agent was denied. Never waits. */
  note(agentId: string): void {
    this.#denied.add(agentId);
    this.#lookIn(GATHER_MS);
  }

  #lookIn(ms: number): void {
    if (this.#isClosed || this.#isLooking || this.#timer !== null) return;
    this.#timer = setTimeout(() => void this.#look(), ms);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    this.#timer = null;
    this.#isLooking = true;
    const agentIds = [...this.#denied];
    this.#denied.clear();
    let pauseMs = GATHER_MS;
    try {
      await this.#trip(agentIds);
    } catch (error) {
      // What was denied meanwhile is still recorded, so that nothing is lost but time.
      for (const id of agentIds) this.#denied.add(id);
      pauseMs = RETRY_MS;
      console.error('the circuit breaker could not look:', error instanceof Error ? error.message : error);
    }
    this.#isLooking = false;
    if (this.#denied.size > 0) this.#lookIn(pauseMs);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
