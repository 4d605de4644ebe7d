'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { useZone } from '@/components/ui/preference-provider';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { formatClock } from '@/components/ui/time-format';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { StopView } from '@/lib/contract/stop';
import { useReleaseStop } from '@/lib/query/stop';
import { StopTargetText } from './stop-target-text';

/** Releases a stop, with a reason. */
export function ReleaseStopButton({ stop }: { stop: StopView }) {
  const zone = useZone();
  const refusal = usePermissionRefusal('stop.release');
  const release = useReleaseStop();
  const [isOpen, setOpen] = useState(false);

  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        Release
      </Button>
      {isOpen && (
        <ReasonDialog
          title="Release the stop"
          description={
            <>
              <StopTargetText target={stop.target} />: what its grants still cover is allowed again from the
              next call on.
            </>
          }
          confirm="Release"
          variant="primary"
          revision={stop.revision}
          standing="Somebody else has released it."
          refusal={refusal ?? (stop.releasedAt === null ? null : 'This stop is released already')}
          run={async ({ reason }) => {
            const released = await release.mutateAsync({ id: stop.id, reason });
            const at = released.releasedAt ?? released.createdAt;
            showToast({
              tone: 'done',
              title: `Released ${formatClock(at, zone)}`,
              detail: 'The next call is decided as before the stop.',
            });
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
