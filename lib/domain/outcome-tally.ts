import type { Outcome } from './outcome';

export type ChangedOutcome = { from: Outcome; to: Outcome; count: number };
export type ChangedOf = { id: string; count: number; changes: ChangedOutcome[] };

/** Counts changes from one outcome to another. */
export class OutcomeTally {
  count = 0;
  readonly #changes = new Map<string, ChangedOutcome>();

  add(from: Outcome, to: Outcome, count = 1): void {
    this.count += count;
    const known = this.#changes.get(`${from} ${to}`);
    if (known === undefined) this.#changes.set(`${from} ${to}`, { from, to, count });
    else known.count += count;
  }

  /** The most frequent first. */
  changes(): ChangedOutcome[] {
    return [...this.#changes.values()].sort((a, b) => b.count - a.count);
  }
}

/** The same, apart for each agent or tool. */
export class OutcomeTallies {
  readonly #tallies = new Map<string, OutcomeTally>();

  add(id: string, from: Outcome, to: Outcome, count = 1): void {
    const known = this.#tallies.get(id) ?? new OutcomeTally();
    this.#tallies.set(id, known);
    known.add(from, to, count);
  }

  /** Those that change most, at most `most` of them. */
  top(most: number): ChangedOf[] {
    return [...this.#tallies]
      .sort(([a, { count }], [b, { count: other }]) => other - count || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([id, tally]) => ({ id, count: tally.count, changes: tally.changes() }));
  }
}
