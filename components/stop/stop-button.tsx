'use client';

import { useQuery } from '@tanstack/react-query';
import { OctagonX, Power } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { lazy, Suspense } from 'react';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { Link } from '@/components/ui/link';
import { useShortcut } from '@/components/ui/shortcut';
import { usePermissionRefusal } from '@/components/user/permission';
import { paths } from '@/lib/paths';
import { openStops } from '@/lib/query/stop';
import { askToStop, dropStopWish, useStopWish } from './stop-wish';

const loadDialog = () => import('./stop-dialog');
const StopDialog = lazy(async () => ({ default: (await loadDialog()).StopDialog }));

const PAGES = { agent: /^\/agents\/([^/]+)$/, system: /^\/systems\/([^/]+)$/ } as const;

/** On the page of an agent or a system, that one. */
function useTargetOfPage() {
  const pathname = usePathname();
  for (const kind of ['agent', 'system'] as const) {
    const id = PAGES[kind].exec(pathname)?.[1];
    if (id === undefined) continue;
    const name = decodeURIComponent(id);
    return { kind, id: name, label: name };
  }
  return null;
}

/** The stop, in reach on every page, and the number of stops in force. */
export function StopButton() {
  const refusal = usePermissionRefusal('stop.create');
  const target = useTargetOfPage();
  const wish = useStopWish();
  useShortcut({ keys: 's', label: 'Stop…', group: 'Everywhere' }, () => {
    if (refusal === null) askToStop(target);
  });

  return (
    <>
      <OpenStops />
      <Button
        variant="danger"
        aria-label="Stop"
        aria-haspopup="dialog"
        disabledReason={refusal}
        onPointerEnter={loadDialog}
        onFocus={loadDialog}
        onClick={() => askToStop(target)}
        className="max-sm:px-0 max-sm:w-8 max-sm:pointer-coarse:w-11 max-sm:pointer-coarse:px-0"
      >
        <Power aria-hidden="true" />
        <span className="max-sm:hidden">Stop</span>
      </Button>
      <Suspense fallback={null}>
        {wish !== null && <StopDialog preset={wish.target} onClose={dropStopWish} />}
      </Suspense>
    </>
  );
}

function OpenStops() {
  const { data } = useQuery(openStops());
  if (data === undefined || data.length === 0) return null;
  return (
    <Link href={paths.stops({ open: 'true' })} className="rounded-md max-sm:hidden">
      <Chip tone="stop" icon={<OctagonX aria-hidden="true" />}>
        {data.length} {data.length === 1 ? 'stop' : 'stops'} in force
      </Chip>
    </Link>
  );
}
