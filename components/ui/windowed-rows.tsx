'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { ROLE } from './data-table-column';
import { type RowProps, SteadyRow } from './data-table-row';

type Props<Row> = Omit<RowProps<Row>, 'row' | 'id' | 'at' | 'measure'> & {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
};

const ROW_PX = 33;
const CARD_PX = 180;
const OVERSCAN = 15;
const isCards = () => window.matchMedia('(width < 40rem)').matches;

/**
 * The rows of a long list: only those near the window are drawn, each at its place among all. The row that has the
 * focus stays, however far the page is scrolled, and paper gets all of them.
 */
export function WindowedRows<Row>({ rows, rowKey, ...row }: Props<Row>) {
  const bodyRef = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState<number | null>(null);
  const isPrinting = usePrinting();

  // What stands above the list may grow and shrink: filters, a problem, a banner.
  useLayoutEffect(() => {
    const box = bodyRef.current?.getBoundingClientRect();
    if (box !== undefined) setTop(Math.round(box.top + window.scrollY));
  });

  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (isCards() ? CARD_PX : ROW_PX),
    getItemKey: (index) => {
      const one = rows[index];
      return one === undefined ? index : rowKey(one);
    },
    overscan: OVERSCAN,
    scrollMargin: top,
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const first = Math.max(0, startIndex - overscan);
      const last = Math.min(count - 1, endIndex + overscan);
      const near = Array.from({ length: last - first + 1 }, (_, at) => first + at);
      if (focused === null || focused >= count || (focused >= first && focused <= last)) return near;
      return focused < first ? [focused, ...near] : [...near, focused];
    },
  });

  const drawn: ReactNode[] = [];
  const draw = (index: number, measure: RowProps<Row>['measure']) => {
    const one = rows[index];
    if (one === undefined) return;
    const id = rowKey(one);
    drawn.push(<SteadyRow key={id} {...row} row={one} id={id} at={index} measure={measure} />);
  };
  if (isPrinting) for (let index = 0; index < rows.length; index += 1) draw(index, undefined);
  else {
    let end = top;
    for (const item of virtualizer.getVirtualItems()) {
      if (item.start > end) drawn.push(<Gap key={`before ${item.key}`} px={item.start - end} />);
      draw(item.index, virtualizer.measureElement);
      end = item.end;
    }
    const rest = virtualizer.getTotalSize() + top - end;
    if (rest > 0) drawn.push(<Gap key="after" px={rest} />);
  }

  return (
    <tbody
      {...ROLE.group}
      ref={bodyRef}
      // The browser would hold on to a gap, which moves as rows are drawn, and scroll away with it.
      className="[overflow-anchor:none] max-sm:block"
      onFocus={({ target }) => {
        const index = target.closest<HTMLElement>('tr[data-index]')?.dataset.index;
        setFocused(index === undefined ? null : Number(index));
      }}
      onBlur={() => setFocused(null)}
    >
      {drawn}
    </tbody>
  );
}

/** Stands for rows that are not drawn. */
const Gap = ({ px }: { px: number }) => (
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without a tabindex takes no focus
  // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is a row only to the layout
  <tr role="presentation" aria-hidden="true" className="max-sm:block">
    <td style={{ height: px }} className="p-0 max-sm:block" />
  </tr>
);

function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    // The browser draws the pages as soon as the listener returns.
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return isPrinting;
}
