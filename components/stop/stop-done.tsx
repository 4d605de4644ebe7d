'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Hourglass } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { useZone } from '@/components/ui/preference-provider';
import { formatClock, zoneName } from '@/components/ui/time-format';
import type { StopView } from '@/lib/contract/stop';
import { paths } from '@/lib/paths';
import { deniedSince } from '@/lib/query/stop';

type Props = { stop: StopView; label: string; onClose: () => void };

/** What took effect and when: first the stop, then the first call that met it. */
export function StopDone({ stop, label, onClose }: Props) {
  const zone = useZone();
  const { data } = useQuery(deniedSince(stop));
  const first = data?.at(-1);
  const clock = (at: Date) => `${formatClock(at, zone)} ${zoneName(at, zone)}`;

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Stopped ${clock(stop.createdAt)}`}
      footer={
        <>
          <Link
            href={paths.stops({ open: 'true' })}
            onClick={onClose}
            className="mr-auto self-center text-accent underline"
          >
            All stops in force
          </Link>
          <Button variant="primary" data-first onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <ul className="flex flex-col gap-3" aria-live="polite">
        <li className="flex gap-2.5">
          <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-allow" />
          <span>
            <span className="font-medium">{clock(stop.createdAt)}</span> in force: every call of {label} is
            denied from the next one on.
          </span>
        </li>
        {first === undefined ? (
          <li className="flex gap-2.5 text-muted">
            <Hourglass aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
            <span>No call has come since. This line tells when the first one is denied.</span>
          </li>
        ) : (
          <li className="flex gap-2.5">
            <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-allow" />
            <span>
              <span className="font-medium">{clock(first.at)}</span> first call denied:{' '}
              <Link href={paths.decision(first.id)} onClick={onClose} className="text-accent underline">
                {first.agent} · {first.tool}
              </Link>
            </span>
          </li>
        )}
      </ul>
    </Dialog>
  );
}
