/** What became of a question; `repeated` was told from the record, `failed` got no decision. */
export const METERED = ['allow', 'modify', 'escalate', 'defer', 'deny', 'repeated', 'failed'] as const;
export type Metered = (typeof METERED)[number];

/** Upper ends of the histogram's buckets, in seconds. */
export const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;

/** Counts what one process has answered since it began, and how long that took. Additions alone: it costs nothing. */
export class Meter {
  readonly outcomes: Record<Metered, number> = {
    allow: 0,
    modify: 0,
    escalate: 0,
    defer: 0,
    deny: 0,
    repeated: 0,
    failed: 0,
  };
  /** How many took no longer than each bucket's end; the last one counts all that took longer. */
  readonly counts: number[] = new Array(BUCKETS.length + 1).fill(0);
  seconds = 0;

  note(outcome: Metered, tookMs: number): void {
    this.outcomes[outcome] += 1;
    const seconds = tookMs / 1000;
    this.seconds += seconds;
    const found = BUCKETS.findIndex((end) => seconds <= end);
    const at = found === -1 ? BUCKETS.length : found;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
  }
}
