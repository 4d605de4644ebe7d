'use client';

import { lazy, type ReactNode, Suspense } from 'react';
import { type Column, ROLE } from './data-table-column';
import { HeaderCell, HeaderCheck, type Sort } from './data-table-header';
import { type RowProps, SkeletonRow, SteadyRow } from './data-table-row';
import { useRowWalk } from './row-walk';
import { SelectionKeys } from './selection-keys';
import type { Selection } from './table-selection';

export type { Column } from './data-table-column';
export type { Sort } from './data-table-header';

type Props<Row> = {
  /** Says what is listed; for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  /** Undefined while the first page is being loaded. */
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string;
  /** Where the row leads. The first column must then be text without links of its own. */
  rowHref?: (row: Row) => string;
  empty: ReactNode;
  sort?: Sort | undefined;
  onSort?: (sort: Sort) => void;
  /** Lets rows be selected, with checkboxes, `x` and `X`. */
  selection?: Selection<Row> & { selectAll: (ids: Iterable<string>) => void };
  /** For a list that grows long: how many rows there are in all, loaded or not; null while nobody knows. */
  total?: number | null;
  /** How many rows to draw while loading. */
  skeletonRows?: number;
  /** Below the rows: how many there are, and the button for more. */
  footer?: ReactNode;
};

/** From so many rows on only those near the window are drawn; what does that is loaded then. */
const LONG = 100;
const WindowedRows = lazy(async () => ({ default: (await import('./windowed-rows')).WindowedRows })) as <Row>(
  props: Parameters<typeof import('./windowed-rows').WindowedRows<Row>>[0],
) => ReactNode;

/**
 * A list of things: a table where there is room, cards on a phone. `j` and `k` walk its rows, Enter opens one.
 * Sorting, filtering and paging are the server's; which columns are shown is the caller's (`useColumnChoice`).
 */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowHref,
  empty,
  sort,
  onSort,
  selection,
  total,
  skeletonRows = 8,
  footer,
}: Props<Row>) {
  useRowWalk();

  if (rows?.length === 0) return <>{empty}</>;

  const ids = rows?.map(rowKey) ?? [];
  const chosen = selection === undefined ? 0 : ids.filter((id) => selection.ids.has(id)).length;
  const isCounted = total !== undefined;
  const body = { rowKey, columns, rowHref, selection };

  return (
    <>
      {selection !== undefined && <SelectionKeys selection={selection} />}
      <div
        // A box that scrolls must be reachable by keyboard; links in its rows already see to that.
        tabIndex={rowHref === undefined ? 0 : undefined}
        className={rows === undefined ? 'sm:max-lg:overflow-x-clip' : 'sm:max-lg:overflow-x-auto'}
      >
        <table
          {...ROLE.table}
          aria-busy={rows === undefined || undefined}
          // The header is a row too; -1 says that nobody knows.
          aria-rowcount={isCounted ? (total === null ? -1 : total + 1) : undefined}
          className="w-full table-fixed border-separate border-spacing-0 text-sm max-sm:block"
        >
          <caption className="sr-only">{caption}</caption>
          <thead {...ROLE.group} className="max-sm:sr-only">
            <tr {...ROLE.row} aria-rowindex={isCounted ? 1 : undefined}>
              {selection !== undefined && (
                <HeaderCheck
                  state={chosen === 0 ? 'none' : chosen === ids.length ? 'all' : 'some'}
                  label={`Select all that are loaded: ${ids.length}`}
                  disabled={ids.length === 0}
                  onChange={() => selection.selectAll(chosen === ids.length ? [] : ids)}
                />
              )}
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          {rows === undefined ? (
            <SkeletonRows columns={columns} count={skeletonRows} hasCheck={selection !== undefined} />
          ) : isCounted && rows.length > LONG ? (
            <Suspense fallback={<AllRows rows={rows} isCounted {...body} />}>
              <WindowedRows rows={rows} {...body} />
            </Suspense>
          ) : (
            <AllRows rows={rows} isCounted={isCounted} {...body} />
          )}
        </table>
      </div>
      {footer !== undefined && (
        <div className="flex min-h-11 flex-wrap items-center gap-3 border-line border-t px-4 py-1.5 text-muted text-sm">
          {footer}
        </div>
      )}
    </>
  );
}

type BodyProps<Row> = Omit<RowProps<Row>, 'row' | 'id' | 'at' | 'measure'> & {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  isCounted: boolean;
};

const AllRows = <Row,>({ rows, rowKey, isCounted, ...body }: BodyProps<Row>) => (
  <tbody {...ROLE.group} className="max-sm:block">
    {rows.map((row, at) => (
      <SteadyRow key={rowKey(row)} row={row} id={rowKey(row)} at={isCounted ? at : undefined} {...body} />
    ))}
  </tbody>
);

type SkeletonRowsProps<Row> = { columns: readonly Column<Row>[]; count: number; hasCheck: boolean };

const SkeletonRows = <Row,>({ columns, count, hasCheck }: SkeletonRowsProps<Row>) => (
  <tbody {...ROLE.group} className="max-sm:block">
    {Array.from({ length: count }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
      <SkeletonRow key={row} columns={columns} row={row} hasCheck={hasCheck} />
    ))}
  </tbody>
);
