import { formatCount, formatExactCount } from './time-format';

/** "12.4k", with the exact number in the title and for screen readers. */
export function CountText({ count, className }: { count: number; className?: string }) {
  const short = formatCount(count);
  const exact = formatExactCount(count);
  if (short === exact) return <span className={className}>{short}</span>;
  return (
    <data value={count} title={exact} className={className}>
      <span aria-hidden="true">{short}</span>
      <span className="sr-only">{exact}</span>
    </data>
  );
}
