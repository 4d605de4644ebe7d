'use client';

import { useQuery } from '@tanstack/react-query';
import { cx } from '@/components/ui/class-name';
import { CountText } from '@/components/ui/count-text';
import { reviewsLeft } from '@/lib/query/review-item';

/** How many items wait for whoever is signed in; nothing when none do. */
export function ReviewsLeft({ className }: { className?: string }) {
  const { data } = useQuery(reviewsLeft());
  if (data === undefined || data === 0) return null;
  return (
    <span
      className={cx(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-escalate-tint px-1.5 font-medium text-escalate-text text-xs',
        className,
      )}
    >
      <CountText count={data} />
      <span className="sr-only"> to decide</span>
    </span>
  );
}
