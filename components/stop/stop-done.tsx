'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Link } from '@/components/ui/link';
import { useZone } from '@/components/ui/preference-provider';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { formatClock, zoneName } from '@/components/ui/time-format';
import type { StopView } from '@/lib/contract/stop';
import { paths } from '@/lib/paths';
import { stopOne } from '@/lib/query/stop';
import { EffectList } from './effect-list';

type Props = { stop: StopView; label: string; onClose: () => void };

/** What took effect and when: first the stop, then whoever met it, and what outlives it. */
export function StopDone({ stop, label, onClose }: Props) {
  const zone = useZone();
  const { data, error, refetch } = useQuery(stopOne(stop.id));
  const at = `${formatClock(stop.createdAt, zone)} ${zoneName(stop.createdAt, zone)}`;

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Stopped ${at}`}
      footer={
        <>
          <Link
            href={paths.stop(stop.id)}
            onClick={onClose}
            className="mr-auto self-center text-accent underline"
          >
            The page of this stop
          </Link>
          <Button variant="primary" data-first onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      {data === undefined ? (
        error === null ? (
          <SkeletonText lines={3} />
        ) : (
          <Problem error={error} title="It is stopped; what it did could not be loaded" onRetry={refetch} />
        )
      ) : (
        <EffectList stop={data} label={label} onLeave={onClose} />
      )}
    </Dialog>
  );
}
