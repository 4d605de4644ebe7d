import { canonicalJson } from '@/lib/ledger/canonical';

/** What a change says in its audit row: each field with its value before and after. */
export type Changes = Record<string, { from: unknown; to: unknown }>;

const text = (value: unknown): string => canonicalJson(JSON.parse(JSON.stringify(value ?? null)));

/** The fields of `after` that differ from `before`; what is undefined stays as it is. */
export function changesOf(before: Record<string, unknown>, after: Record<string, unknown>): Changes {
  const changes: Changes = {};
  for (const [field, to] of Object.entries(after)) {
    if (to === undefined || text(before[field]) === text(to)) continue;
    changes[field] = { from: before[field] ?? null, to };
  }
  return changes;
}
