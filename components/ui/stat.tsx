import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { cx } from './class-name';
import { Skeleton } from './skeleton';

type Props = {
  label: string;
  /** Undefined while it is being loaded. */
  value: ReactNode | undefined;
  detail?: ReactNode;
  /** Where the things counted are listed. */
  href?: string;
  className?: string;
};

export function Stat({ label, value, detail, href, className }: Props) {
  return (
    <div
      className={cx(
        'relative min-w-0 rounded-lg border border-line bg-raised px-4 py-3',
        href !== undefined && 'hover:border-edge',
        className,
      )}
    >
      <p className="text-muted text-sm">
        {href === undefined ? (
          label
        ) : (
          <Link href={href} className="after:absolute after:inset-0 after:rounded-lg">
            {label}
          </Link>
        )}
      </p>
      <p className="mt-0.5 font-semibold text-2xl">
        {value === undefined ? <Skeleton className="my-1 h-6 w-16" /> : value}
      </p>
      {detail !== undefined && <div className="mt-0.5 text-muted text-sm">{detail}</div>}
    </div>
  );
}
