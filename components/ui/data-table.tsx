'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import Link from 'next/link';
import { memo, type ReactNode } from 'react';
import { cx } from './class-name';
import { useShortcut } from './shortcut';
import { Skeleton, skeletonWidth } from './skeleton';
import { ZoneName } from './time-text';

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
};

export type Sort = { key: string; order: 'asc' | 'desc' };

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
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** How many rows to draw while loading. */
  skeletonRows?: number;
  /** Below the rows: how many there are, and the button for more. */
  footer?: ReactNode;
};

const FROM = { md: 'max-md:sm:hidden', lg: 'max-lg:sm:hidden', xl: 'max-xl:sm:hidden' };

// Safari forgets what a table is once its rows become cards; the roles say it again.
const ROLE = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  header: { role: 'columnheader' },
  cell: { role: 'cell' },
};

const ROW_LINKS = 'main a[data-row-link]';

// All lists of the page are one walk, so that it does not matter which of them bound the keys.
function step(by: 1 | -1) {
  const links = [...document.querySelectorAll<HTMLElement>(ROW_LINKS)];
  // From anywhere in a row the walk goes on with the row's neighbours.
  const row = document.activeElement?.closest('tr') ?? null;
  const at = links.findIndex((link) => row?.contains(link));
  const next = at === -1 ? links[by === 1 ? 0 : links.length - 1] : links[at + by];
  next?.focus();
}

/** A list of things: a table where there is room, cards on a phone. `j` and `k` walk its rows, Enter opens one. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowHref,
  empty,
  sort,
  onSort,
  skeletonRows = 8,
  footer,
}: Props<Row>) {
  useShortcut({ keys: 'j', label: 'Next row', group: 'Lists' }, () => step(1));
  useShortcut({ keys: 'k', label: 'Previous row', group: 'Lists' }, () => step(-1));

  if (rows?.length === 0) return <>{empty}</>;

  return (
    <>
      <div
        // A box that scrolls must be reachable by keyboard; links in its rows already see to that.
        tabIndex={rowHref === undefined ? 0 : undefined}
        className={rows === undefined ? 'sm:max-lg:overflow-x-clip' : 'sm:max-lg:overflow-x-auto'}
      >
        <table
          {...ROLE.table}
          aria-busy={rows === undefined || undefined}
          className="w-full table-fixed border-separate border-spacing-0 text-sm max-sm:block"
        >
          <caption className="sr-only">{caption}</caption>
          <thead {...ROLE.group} className="max-sm:sr-only">
            <tr {...ROLE.row}>
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody {...ROLE.group} className="max-sm:block">
            {rows === undefined
              ? Array.from({ length: skeletonRows }, (_, row) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
                  <SkeletonRow key={row} columns={columns} row={row} />
                ))
              : rows.map((row) => (
                  <SteadyRow key={rowKey(row)} row={row} columns={columns} rowHref={rowHref} />
                ))}
          </tbody>
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

type HeaderProps<Row> = Pick<Props<Row>, 'sort' | 'onSort'> & { column: Column<Row> };

function HeaderCell<Row>({ column, sort, onSort }: HeaderProps<Row>) {
  const { sort: key } = column;
  const order = key !== undefined && sort?.key === key ? sort.order : undefined;
  const name = (
    <>
      {column.header}
      {column.zoned && (
        <span className="font-normal text-faint">
          {' '}
          <ZoneName />
        </span>
      )}
    </>
  );

  return (
    <th
      {...ROLE.header}
      scope="col"
      aria-sort={order === undefined ? undefined : order === 'asc' ? 'ascending' : 'descending'}
      className={cx(
        'sticky top-(--bar-height) z-2 h-8 border-line border-b bg-sunken px-3 font-medium text-muted text-xs',
        'first:pl-4 last:pr-4',
        column.align === 'end' ? 'text-right' : 'text-left',
        column.width,
        column.from && FROM[column.from],
      )}
    >
      {key === undefined || onSort === undefined ? (
        name
      ) : (
        <button
          type="button"
          onClick={() => onSort({ key, order: order === 'asc' ? 'desc' : 'asc' })}
          className="-mx-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 hover:text-ink"
        >
          {name}
          {order === 'asc' && <ArrowUp aria-hidden="true" className="size-3" />}
          {order === 'desc' && <ArrowDown aria-hidden="true" className="size-3" />}
        </button>
      )}
    </th>
  );
}

const ROW_LOOK = cx(
  'relative sm:h-8 sm:pointer-coarse:h-11',
  'max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-3 max-sm:gap-y-1 max-sm:px-4 max-sm:py-2.5',
  'max-sm:border-line max-sm:border-b max-sm:last:border-b-0',
);

type RowProps<Row> = Pick<Props<Row>, 'columns' | 'rowHref'> & { row: Row };

function TableRow<Row>({ row, columns, rowHref }: RowProps<Row>) {
  return (
    <tr
      {...ROLE.row}
      className={cx(
        ROW_LOOK,
        rowHref && 'hover:bg-hover has-[a[data-row-link]:focus-visible]:bg-accent-tint',
      )}
    >
      {columns.map((column, at) => {
        const content = column.cell(row);
        return (
          <td key={column.id} {...ROLE.cell} className={cellLook(column)}>
            <CardLabel column={column} />
            {at === 0 && rowHref !== undefined ? (
              <Link
                href={rowHref(row)}
                // A page of rows would ask the server for every one of them.
                prefetch={false}
                data-row-link=""
                className="rounded-sm font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
              >
                {content}
              </Link>
            ) : (
              content
            )}
          </td>
        );
      })}
    </tr>
  );
}

// A live list renders several times a second: rows that stayed the same are left alone.
const SteadyRow = memo(
  TableRow,
  (before, after) =>
    before.row === after.row &&
    before.columns === after.columns &&
    before.rowHref?.(before.row) === after.rowHref?.(after.row),
) as typeof TableRow;

function SkeletonRow<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: number }) {
  return (
    <tr {...ROLE.row} className={ROW_LOOK}>
      {columns.map((column, at) => (
        <td key={column.id} {...ROLE.cell} className={cellLook(column)}>
          <Skeleton className={cx('h-3.5 max-sm:w-24', skeletonWidth(row, at))} />
        </td>
      ))}
    </tr>
  );
}

/** The column's name, which a card shows before the value because it has no header. */
function CardLabel<Row>({ column }: { column: Column<Row> }) {
  if (column.card !== undefined) return null;
  return (
    <span aria-hidden="true" className="shrink-0 text-muted sm:hidden">
      {column.header}
    </span>
  );
}

const CARD_LOOKS = {
  title: 'max-sm:min-w-0 max-sm:grow max-sm:basis-0',
  mark: 'max-sm:shrink-0',
  hidden: 'max-sm:hidden',
  plain: 'max-sm:flex max-sm:basis-full max-sm:items-baseline max-sm:gap-2',
};

function cellLook<Row>(column: Column<Row>): string {
  return cx(
    'min-w-0 border-line px-3 py-1 first:pl-4 last:pr-4 sm:truncate sm:border-b sm:[tr:last-child>&]:border-b-0',
    'max-sm:block max-sm:p-0! max-sm:[overflow-wrap:anywhere]',
    column.align === 'end' && 'sm:text-right',
    column.from && FROM[column.from],
    CARD_LOOKS[column.card ?? 'plain'],
  );
}
