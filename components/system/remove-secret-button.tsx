'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SystemView } from '@/lib/contract/system';
import { useRemoveSecret } from '@/lib/query/system';

/** Takes a system's secret away: the next request to it carries none. */
export function RemoveSecretButton({ system }: { system: SystemView }) {
  const missingRole = usePermissionRefusal('system.remove-secret');
  const remove = useRemoveSecret();
  const [isOpen, setOpen] = useState(false);
  const refusal = missingRole ?? (system.secret === null ? 'It has no secret' : null);
  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        Remove
      </Button>
      {isOpen && (
        <ReasonDialog
          title={`Remove the secret of ${system.name}`}
          description="It cannot be brought back. From the next request on nothing says who asks; a system that wants it will refuse."
          confirm="Remove"
          revision={system.revision}
          standing={system.secret === null ? 'It has no secret any more.' : 'It has another secret now.'}
          refusal={refusal}
          run={async ({ reason, ifMatch }) => {
            await remove.mutateAsync({ id: system.id, ifMatch, reason });
            showToast({ tone: 'done', title: `${system.name} has no secret any more` });
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
