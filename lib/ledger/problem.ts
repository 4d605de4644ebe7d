/** The parts of the ledger, in the order in which they are verified. */
export const LEDGER_TABLES = [
  'export',
  'signing_keys',
  'checkpoints',
  'audit_links',
  'audit_events',
  'outcome_reports',
  'decisions',
] as const;
export type LedgerTable = (typeof LEDGER_TABLES)[number];

/** One record that is not as it was written, or not there. `id` is its id, or names its place in the chain. */
export type Problem = { table: LedgerTable; id: string; what: string };

const KEPT = 100;
type Placed = Problem & { place: number };

const isBefore = (a: Placed, b: Placed): boolean => {
  const tables = LEDGER_TABLES.indexOf(a.table) - LEDGER_TABLES.indexOf(b.table);
  if (tables !== 0) return tables < 0;
  return a.place === b.place ? a.id < b.id : a.place < b.place;
};

/** Gathers problems in whatever order they are met; bounded, and never loses the first of the chain. */
export class Problems {
  #kept: Placed[] = [];
  #first: Placed | null = null;
  #count = 0;

  /** `place` is the record's position in its chain. */
  add(table: LedgerTable, id: string, place: number, what: string): void {
    const problem = { table, id, what, place };
    this.#count += 1;
    if (this.#kept.length < KEPT) this.#kept.push(problem);
    if (this.#first === null || isBefore(problem, this.#first)) this.#first = problem;
  }

  get count(): number {
    return this.#count;
  }

  /** In the order of the chains, the first one first. */
  list(): Problem[] {
    const first = this.#first;
    if (first === null) return [];
    const others = this.#kept.filter((one) => one !== first).sort((a, b) => (isBefore(a, b) ? -1 : 1));
    return [first, ...others].map(({ table, id, what }) => ({ table, id, what }));
  }
}
