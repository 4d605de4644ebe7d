import { memo, type Ref } from 'react';
import { Link } from '@/components/ui/link';
import { cx } from './class-name';
import { CHECK_CELL_LOOK, type Column, cellLook, ROLE, ROW_LOOK } from './data-table-column';
import { Skeleton, skeletonWidth } from './skeleton';
import type { Selection } from './table-selection';

export type RowProps<Row> = {
  row: Row;
  /** What `rowKey` says of the row. */
  id: string;
  columns: readonly Column<Row>[];
  /** Where the row stands among all, from 0; only where not all of them are drawn or loaded. */
  at?: number | undefined;
  rowHref?: ((row: Row) => string) | undefined;
  selection?: Selection<Row> | undefined;
  measure?: Ref<HTMLTableRowElement> | undefined;
};

function TableRow<Row>({ row, id, columns, at, rowHref, selection, measure }: RowProps<Row>) {
  const isSelected = selection?.ids.has(id) === true;
  return (
    <tr
      {...ROLE.row}
      ref={measure}
      data-row={id}
      data-index={at}
      // The header is the first row.
      aria-rowindex={at === undefined ? undefined : at + 2}
      className={cx(
        ROW_LOOK,
        isSelected && 'sm:bg-accent-tint',
        rowHref && 'hover:bg-hover has-[a[data-row-link]:focus-visible]:bg-accent-tint',
      )}
    >
      {selection !== undefined && (
        <td {...ROLE.cell} className={CHECK_CELL_LOOK}>
          <input
            type="checkbox"
            aria-label={`Select ${selection.label(row)}`}
            checked={isSelected}
            onClick={(event) => selection.press(id, event.shiftKey)}
            readOnly
            // Above the link, which covers the row.
            className="-my-1 -ml-1 relative z-1 size-6 scale-65 align-middle accent-accent"
          />
        </td>
      )}
      {columns.map((column, index) => {
        const content = column.cell(row);
        return (
          <td key={column.id} {...ROLE.cell} className={cellLook(column)}>
            <CardLabel column={column} />
            {index === 0 && rowHref !== undefined ? (
              <Link
                href={rowHref(row)}
                // A page of rows would ask the server for every one of them.

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
export const SteadyRow = memo(
  TableRow,
  (before, after) =>
    before.row === after.row &&
    before.columns === after.columns &&
    before.at === after.at &&
    before.measure === after.measure &&
    before.selection?.press === after.selection?.press &&
    before.selection?.ids.has(before.id) === after.selection?.ids.has(after.id) &&
    before.rowHref?.(before.row) === after.rowHref?.(after.row),
) as typeof TableRow;

type SkeletonProps<Row> = { columns: readonly Column<Row>[]; row: number; hasCheck: boolean };

export function SkeletonRow<Row>({ columns, row, hasCheck }: SkeletonProps<Row>) {
  return (
    <tr {...ROLE.row} className={ROW_LOOK}>
      {hasCheck && <td {...ROLE.cell} className={CHECK_CELL_LOOK} />}
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
