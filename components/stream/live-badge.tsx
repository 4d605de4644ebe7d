'use client';

import { StreamBadge } from '@/components/layout/stream-badge';
import { useStreamState } from './stream-provider';

/** How news reaches this browser, at the moment. */
export function LiveBadge() {
  return <StreamBadge state={useStreamState()} />;
}
