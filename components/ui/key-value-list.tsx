import type { ReactNode } from 'react';
import { cx } from './class-name';

export type KeyValue = { label: string; value: ReactNode; mono?: boolean };

/** Facts with their names; the names stand in a column of their own where there is room. */
export function KeyValueList({ items, className }: { items: readonly KeyValue[]; className?: string }) {
  return (
    <dl className={cx('grid gap-x-4 gap-y-1.5 sm:grid-cols-[minmax(7rem,max-content)_1fr]', className)}>
      {items.map(({ label, value, mono }) => (
        <div key={label} className="contents">
          <dt className="text-muted max-sm:mt-1">{label}</dt>
          <dd className={cx('min-w-0 break-words', mono && 'break-all font-mono text-sm')}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
