'use client';

import { useState } from 'react';
import { ScopeText } from '@/components/grant/scope-text';
import { Button } from '@/components/ui/button';
import { useZone } from '@/components/ui/preference-provider';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { formatClock } from '@/components/ui/time-format';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { EntitlementView } from '@/lib/contract/entitlement';
import { useRevokeEntitlement } from '@/lib/query/entitlement';

/** Takes an entitlement away, with a reason, and every live grant that was taken from it. */
export function RevokeEntitlementButton({ entitlement }: { entitlement: EntitlementView }) {
  const zone = useZone();
  const missingRole = usePermissionRefusal('entitlement.revoke');
  const revoke = useRevokeEntitlement();
  const [isOpen, setOpen] = useState(false);
  const refusal =
    missingRole ?? (entitlement.state === 'live' ? null : `This entitlement is ${entitlement.state} already`);

  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        Revoke
      </Button>
      {isOpen && (
        <ReasonDialog
          title="Revoke the entitlement"
          description={`Nothing is granted by it any more, and ${grantsWord(entitlement.liveGrants)} taken from it end at once.`}
          confirm="Revoke"
          revision={entitlement.revision}
          standing={`The entitlement is ${entitlement.state} now.`}
          refusal={refusal}
          run={async (given) => {
            const after = await revoke.mutateAsync({ id: entitlement.id, ...given });
            showToast({
              tone: 'done',
              title: `Revoked ${formatClock(after.revokedAt ?? entitlement.endsAt, zone)}`,
              detail: 'The next call that needs it is denied.',
            });
          }}
          onClose={() => setOpen(false)}
        >
          <ScopeText scope={entitlement.scope} />
        </ReasonDialog>
      )}
    </>
  );
}

const grantsWord = (count: number): string => (count === 1 ? 'the 1 live grant' : `the ${count} live grants`);
