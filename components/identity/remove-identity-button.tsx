'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { IdentityView } from '@/lib/contract/identity';
import { useRemoveIdentity } from '@/lib/query/identity';

/** Removes an identity, with a reason, and every token that was given for it. */
export function RemoveIdentityButton({ identity }: { identity: IdentityView }) {
  const missingRole = usePermissionRefusal('identity.remove');
  const remove = useRemoveIdentity();
  const [isOpen, setOpen] = useState(false);
  const refusal = missingRole ?? (identity.removedAt === null ? null : 'This identity is removed already');

  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        Remove
      </Button>
      {isOpen && (
        <ReasonDialog
          title="Remove the identity"
          description="Its processes get no more tokens, and those that they hold are worth nothing from the next call on. Tasks and grants stay."
          confirm="Remove"
          revision={identity.revision}
          standing="Somebody else has removed it."
          refusal={refusal}
          run={async (given) => {
            await remove.mutateAsync({ agent: identity.agent, id: identity.id, ...given });
            showToast({ tone: 'done', title: 'The identity is removed' });
          }}
          onClose={() => setOpen(false)}
        >
          <p className="font-mono text-sm [overflow-wrap:anywhere]">{identity.subject}</p>
        </ReasonDialog>
      )}
    </>
  );
}
