import type { ReactNode } from 'react';

/** What a cell of the list can be filtered by. */
export const CELL_FILTERS = ['outcome', 'agent', 'tool', 'reason', 'task'] as const;
export type CellFilter = (typeof CELL_FILTERS)[number];

type Props = {
  by: CellFilter;
  /** Null when there is nothing to filter by. */
  value: string | null;
  title?: string | undefined;
  className?: string;
  children: ReactNode;
};

/** A cell's content with what it says as a filter, for `FilterByCell`. */
export function FilterCell({ by, value, title, className, children }: Props) {
  if (value === null) return <span className={className}>{children}</span>;
  return (
    <span
      tabIndex={-1}
      data-filter={by}
      data-value={value}
      title={title}
      className={`rounded-sm focus-visible:outline-offset-1 ${className ?? ''}`}
    >
      {children}
    </span>
  );
}
