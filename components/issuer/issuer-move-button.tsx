'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { IssuerView } from '@/lib/contract/issuer';
import { useDisableIssuer, useEnableIssuer } from '@/lib/query/issuer';

/** Stops trusting an issuer, or trusts it again. */
export function IssuerMoveButton({ issuer }: { issuer: IssuerView }) {
  const isDisabled = issuer.disabledAt !== null;
  const refusal = usePermissionRefusal(isDisabled ? 'issuer.enable' : 'issuer.disable');
  const disable = useDisableIssuer();
  const enable = useEnableIssuer();
  const [isOpen, setOpen] = useState(false);

  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        {isDisabled ? 'Enable' : 'Disable'}
      </Button>
      {isOpen && (
        <ReasonDialog
          title={`${isDisabled ? 'Enable' : 'Disable'} ${issuer.name}`}
          description={
            isDisabled
              ? 'Its word is taken again, and tokens that rest on it and have not ended count again.'
              : 'Tokens that rest on it are worth nothing from the next call on, of whatever agent.'
          }
          confirm={isDisabled ? 'Enable' : 'Disable'}
          variant={isDisabled ? 'primary' : 'danger'}
          hasReason={!isDisabled}
          revision={issuer.revision}
          standing={isDisabled ? 'Somebody else has disabled it.' : 'Somebody else has enabled it.'}
          refusal={refusal}
          run={async ({ reason, ifMatch }) => {
            if (isDisabled) await enable.mutateAsync({ id: issuer.id });
            else await disable.mutateAsync({ id: issuer.id, reason, ifMatch });
            showToast({
              tone: 'done',
              title: `${issuer.name} is ${isDisabled ? 'trusted again' : 'disabled'}`,
            });
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
