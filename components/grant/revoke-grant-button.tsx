'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { useZone } from '@/components/ui/preference-provider';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { formatClock } from '@/components/ui/time-format';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { GrantView } from '@/lib/contract/grant';
import { useRevokeGrant } from '@/lib/query/grant';
import { ScopeText } from './scope-text';

/** Takes one grant away, with a reason. */
export function RevokeGrantButton({ grant }: { grant: GrantView }) {
  const zone = useZone();
  const missingRole = usePermissionRefusal('grant.revoke');
  const revoke = useRevokeGrant();
  const [isOpen, setOpen] = useState(false);
  const isOver = grant.state === 'revoked' || grant.state === 'ended';
  const refusal = missingRole ?? (isOver ? `This grant is ${grant.state} already` : null);

  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        Revoke
      </Button>
      {isOpen && (
        <ReasonDialog
          title="Revoke the grant"
          description="No call that starts from now on is allowed by it. The task goes on without it."
          confirm="Revoke"
          revision={grant.revision}
          standing={`The grant is ${grant.state} now.`}
          refusal={refusal}
          run={async (given) => {
            const after = await revoke.mutateAsync({ id: grant.id, ...given });
            showToast({
              tone: 'done',
              title: `Revoked ${formatClock(after.revokedAt ?? grant.endsAt, zone)}`,
              detail: 'The next call that needs it is denied.',
            });
          }}
          onClose={() => setOpen(false)}
        >
          <ScopeText scope={grant.scope} />
        </ReasonDialog>
      )}
    </>
  );
}
