/** From the checkpoint after which a part of the ledger begins to the one with which it ends; null: open. */
export type LedgerPart = { from: number | null; upTo: number | null };

const covers = (part: LedgerPart, other: LedgerPart): boolean =>
  (part.from === null || (other.from !== null && part.from <= other.from)) &&
  (part.upTo === null || (other.upTo !== null && part.upTo >= other.upTo));

/**
 * What is known to be broken after another part was verified. A sound part says nothing of what it did not look
 * at: only one that covers all that was looked at then takes the finding back, as after a restored backup.
 */
export function brokenAfter<T extends LedgerPart>(known: T | null, checked: T & { ok: boolean }): T | null {
  if (!checked.ok) return checked;
  return known !== null && covers(checked, known) ? null : known;
}
