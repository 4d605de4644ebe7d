import type { ReactNode } from 'react';
import { cx } from './class-name';

export type Column<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** True for a column of times: the header names the zone. */
  zoned?: boolean;
  align?: 'start' | 'end';
  /** Classes for the width: `w-40`. Without it the column takes what is left. */
  width?: string;
  /** Left out on windows narrower than this. Cards show every column. */
  from?: 'md' | 'lg' | 'xl';
  /** On a phone: `title` and `mark` share the card's first line, without their names; `hidden` is left out. */
  card?: 'title' | 'mark' | 'hidden';
  /** The key to sort by, when the server can. */
  sort?: string;
  /** True where it is only shown to who chooses it, by `useColumnChoice`. */
  isExtra?: boolean;
};

export const FROM = { md: 'max-md:sm:hidden', lg: 'max-lg:sm:hidden', xl: 'max-xl:sm:hidden' };

// Safari forgets what a table is once its rows become cards; the roles say it again.
export const ROLE = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  header: { role: 'columnheader' },
  cell: { role: 'cell' },
};

const CARD_LOOKS = {
  title: 'max-sm:min-w-0 max-sm:grow max-sm:basis-0',
  mark: 'max-sm:shrink-0',
  hidden: 'max-sm:hidden',
  plain: 'max-sm:flex max-sm:basis-full max-sm:items-baseline max-sm:gap-2',
};

const CELL_LOOK =
  'min-w-0 border-line px-3 py-1 first:pl-4 last:pr-4 sm:truncate sm:border-b sm:[tr:last-child>&]:border-b-0';

export function cellLook<Row>(column: Column<Row>): string {
  return cx(
    CELL_LOOK,
    'max-sm:block max-sm:p-0! max-sm:[overflow-wrap:anywhere]',
    column.align === 'end' && 'sm:text-right',
    column.from && FROM[column.from],
    CARD_LOOKS[column.card ?? 'plain'],
  );
}

/** The cell of a row's checkbox; a phone has none. */
export const CHECK_CELL_LOOK =
  'border-line px-3 py-0 pl-4 max-sm:hidden sm:border-b sm:[tr:last-child>&]:border-b-0';

export const ROW_LOOK = cx(
  'relative sm:h-8 sm:pointer-coarse:h-11',
  'max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-3 max-sm:gap-y-1 max-sm:px-4 max-sm:py-2.5',
  'max-sm:border-line max-sm:border-b max-sm:last:border-b-0',
);
