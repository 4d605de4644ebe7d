'use client';

import { useNow } from '@/components/ui/clock';
import { useZone } from '@/components/ui/preference-provider';
import { formatMinute, zoneName } from '@/components/ui/time-format';
import { glance } from './time-left';

/** "once", "5 times" */
export const usesText = (uses: number): string => (uses === 1 ? 'once' : `${uses} times`);

/** Until when it would last if it were approved this moment: its time begins then, not when it was asked. */
export function AfterText({ ttlSeconds }: { ttlSeconds: number }) {
  const zone = useZone();
  const end = useNow((now) => {
    const at = new Date(now.getTime() + ttlSeconds * 1000);
    return `${formatMinute(at, zone)} ${zoneName(at, zone)}`;
  });
  return (
    <>
      until {end ?? '…'} <span className="text-muted">({glance(ttlSeconds * 1000)} from the approval)</span>
    </>
  );
}
