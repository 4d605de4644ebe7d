'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** The rows that somebody has chosen to do something with. */
export type Selection<Row> = {
  ids: ReadonlySet<string>;
  /** How a row is called in the name of its checkbox. */
  label: (row: Row) => string;
  /** A press on a row's checkbox, or `x`; with shift it reaches from the row before to this one. */
  press: (id: string, isRange: boolean) => void;
};

/**
 * The selection after a press on a row. A single press turns the row over and is where the next range begins; a
 * range gives all rows between the two what the first of them has.
 */
export function selectionAfter(
  order: readonly string[],
  ids: ReadonlySet<string>,
  anchor: string | null,
  id: string,
  isRange: boolean,
): ReadonlySet<string> {
  const next = new Set(ids);
  const from = anchor === null ? -1 : order.indexOf(anchor);
  const to = order.indexOf(id);
  if (!isRange || from === -1 || to === -1) {
    if (!next.delete(id)) next.add(id);
    return next;
  }
  const isOn = ids.has(order[from] ?? '');
  for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (isOn) next.add(one);
    else next.delete(one);
  }
  return next;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * A selection over the rows that are loaded. A row that has left the list is not selected any more, whatever was
 * pressed before: nothing is done to what nobody sees.
 */
export function useSelection<Row>(
  rows: readonly Row[] | undefined,
  rowKey: (row: Row) => string,
  label: (row: Row) => string,
) {
  const [pressed, setPressed] = useState(NONE);
  const anchor = useRef<string | null>(null);
  const order = useMemo(() => (rows ?? []).map(rowKey), [rows, rowKey]);
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
  }, [order]);

  const press = useCallback((id: string, isRange: boolean) => {
    setPressed((ids) => selectionAfter(latest.current, ids, anchor.current, id, isRange));
    if (!isRange) anchor.current = id;
  }, []);
  const select = useCallback((ids: Iterable<string>) => {
    anchor.current = null;
    setPressed(new Set(ids));
  }, []);

  const ids = useMemo(() => new Set(order.filter((id) => pressed.has(id))), [order, pressed]);
  const selection: Selection<Row> = useMemo(() => ({ ids, label, press }), [ids, label, press]);
  const selected = useMemo(() => (rows ?? []).filter((row) => ids.has(rowKey(row))), [rows, ids, rowKey]);
  return { selection, selected, select };
}

/** The key of the row in which the focus is; null outside of all of them. */
export const focusedRow = (): string | null =>
  document.activeElement?.closest<HTMLElement>('tr[data-row]')?.dataset.row ?? null;
