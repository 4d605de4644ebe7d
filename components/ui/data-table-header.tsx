import { ArrowDown, ArrowUp } from 'lucide-react';
import { cx } from './class-name';
import { type Column, FROM, ROLE } from './data-table-column';
import { ZoneName } from './time-text';

export type Sort = { key: string; order: 'asc' | 'desc' };

type Props<Row> = {
  column: Column<Row>;
  sort?: Sort | undefined;
  onSort?: ((sort: Sort) => void) | undefined;
};

const LOOK =
  'sticky top-(--bar-height) z-2 h-8 border-line border-b bg-sunken px-3 font-medium text-muted text-xs first:pl-4 last:pr-4';

export function HeaderCell<Row>({ column, sort, onSort }: Props<Row>) {
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
        LOOK,
        column.align === 'end' ? 'text-right' : 'text-left',
        column.width,
        column.from && FROM[column.from],
      )}
    >
      {key === undefined || onSort === undefined ? (
        name
      ) : (
        <>
          {/* Cards have their header out of sight, where nothing may take the focus. */}
          <span className="sm:hidden">{name}</span>
          <button
            type="button"
            onClick={() => onSort({ key, order: order === 'asc' ? 'desc' : 'asc' })}
            className="-mx-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 hover:text-ink max-sm:hidden"
          >
            {name}
            {order === 'asc' && <ArrowUp aria-hidden="true" className="size-3" />}
            {order === 'desc' && <ArrowDown aria-hidden="true" className="size-3" />}
          </button>
        </>
      )}
    </th>
  );
}

type CheckProps = { state: 'all' | 'some' | 'none'; label: string; disabled: boolean; onChange: () => void };

/** Above the rows' checkboxes: selects all that are loaded, or none of them. */
export function HeaderCheck({ state, label, disabled, onChange }: CheckProps) {
  return (
    <th {...ROLE.header} scope="col" className={cx(LOOK, 'w-11 text-left max-sm:hidden')}>
      <input
        type="checkbox"
        aria-label={label}
        disabled={disabled}
        checked={state === 'all'}
        ref={(box) => {
          if (box !== null) box.indeterminate = state === 'some';
        }}
        onChange={onChange}
        className="-my-1 -ml-1 size-6 scale-65 align-middle accent-accent"
      />
    </th>
  );
}
