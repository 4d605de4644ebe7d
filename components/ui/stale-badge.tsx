'use client';

import { History } from 'lucide-react';
import { Chip } from './chip';
import { useNow } from './clock';
import { formatDuration } from './time-format';

/** Says how old the data on the screen is, when renewing it failed. */
export function StaleBadge({ since }: { since: Date }) {
  const age = useNow((now) => formatDuration(Math.max(0, now.getTime() - since.getTime())));
  return (
    <Chip tone="unknown" icon={<History aria-hidden="true" />}>
      stale{age !== null && ` ${age}`}
    </Chip>
  );
}
