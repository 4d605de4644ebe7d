'use client';

import { useQuery } from '@tanstack/react-query';
import { cx } from '@/components/ui/class-name';
import { isPermitted } from '@/lib/domain/role';
import { waitingForMe } from '@/lib/query/escalation-count';
import { useViewer } from './viewer';

const MOST = 99;

/** How many calls wait for me, beside the way to them. Nothing when none does. */
export function WaitingBadge({ className }: { className?: string }) {
  const { roles } = useViewer();
  const { data } = useQuery({ ...waitingForMe(), enabled: isPermitted('escalation.decide', roles) });
  if (data === undefined || data === 0) return null;
  return (
    <span
      className={cx(
        'rounded-full bg-escalate-tint px-1.5 font-medium text-escalate-text text-xs leading-4.5',
        className,
      )}
    >
      <span aria-hidden="true">{data > MOST ? `${MOST}+` : data}</span>
      <span className="sr-only">, {data === 1 ? '1 waits' : `${data} wait`} for you</span>
    </span>
  );
}
