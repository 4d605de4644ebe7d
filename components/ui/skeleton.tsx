import { cx } from './class-name';

const WIDTHS = ['w-3/5', 'w-2/5', 'w-4/5', 'w-1/2', 'w-3/4'];

/** A grey bar where text will be. Give it the height and width of what it stands for. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cx('block animate-pulse rounded bg-line', className)} />;
}

/** Lines of text to come. */
export function SkeletonText({ lines = 3 }: { lines?: number }) {
  return (
    <div aria-hidden="true" className="flex flex-col gap-2 py-1">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
        <Skeleton key={line} className={cx('h-3.5', WIDTHS[line % WIDTHS.length])} />
      ))}
    </div>
  );
}

/** The width of the bar in row `row`, column `column`: uneven, and the same each time. */
export const skeletonWidth = (row: number, column: number): string =>
  WIDTHS[(row * 3 + column) % WIDTHS.length] ?? 'w-1/2';
