import type { LedgerRow } from './row';

/** The first line of an export: which part of the ledger it is. */
export type ExportHead = {
  type: 'export';
  v: 1;
  product: 'cordon';
  made_at: string;
  /** The checkpoint after which the records begin; null for the beginning. */
  from: number | null;
  /** The checkpoint with which they end; null for everything that was there. */
  up_to: number | null;
};
/** The last line. Without it, the file is not whole. */
export type ExportEnd = { type: 'end'; rows: number };
export type ExportLine = ExportHead | LedgerRow | ExportEnd;
