import { type ReactNode, useId } from 'react';
import { cx } from './class-name';

type Props = {
  title: ReactNode;
  /** Beside the title: a chip, a count. */
  mark?: ReactNode;
  actions?: ReactNode;
  /** True when the content brings its own edges, as a table does. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
};

export function Panel({ title, mark, actions, flush = false, className, children }: Props) {
  const titleId = useId();
  return (
    <section
      aria-labelledby={titleId}
      className={cx('min-w-0 rounded-lg border border-line bg-raised', className)}
    >
      <header className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b px-4 py-1.5">
        <h2 id={titleId} className="font-semibold">
          {title}
        </h2>
        {mark}
        {actions !== undefined && <div className="ml-auto flex items-center gap-2">{actions}</div>}
      </header>
      <div className={flush ? undefined : 'p-4'}>{children}</div>
    </section>
  );
}
