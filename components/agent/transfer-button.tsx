'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { AgentView } from '@/lib/contract/agent';
import { useTransferOwnership } from '@/lib/query/agent';
import { OwnerField } from './owner-field';

/** Makes somebody else answer for an agent. */
export function TransferButton({ agent }: { agent: AgentView }) {
  const missingRole = usePermissionRefusal('agent.transfer-ownership');
  const transfer = useTransferOwnership();
  const [isOpen, setOpen] = useState(false);
  const [owner, setOwner] = useState('');
  const refusal = missingRole ?? (agent.state === 'retired' ? `agent ${agent.id} is retired` : null);

  return (
    <>
      <Button
        size="sm"
        disabledReason={refusal}
        onClick={() => {
          setOwner('');
          setOpen(true);
        }}
      >
        Transfer
      </Button>
      {isOpen && (
        <ReasonDialog
          title={`Transfer ${agent.name}`}
          description="Somebody else answers for it from now on. What it may do stays as it is."
          confirm="Transfer"
          variant="primary"
          revision={agent.revision}
          standing={`${agent.owner.name} is its owner now, and it is ${agent.state}.`}
          refusal={refusal}
          run={async ({ reason, ifMatch }) => {
            if (owner === '') throw new Error('Choose the new owner.');
            const after = await transfer.mutateAsync({ id: agent.id, owner, reason, ifMatch });
            showToast({ tone: 'done', title: `${after.owner.name} answers for ${after.name}` });
          }}
          onClose={() => setOpen(false)}
        >
          <OwnerField label="New owner" value={owner} onChange={setOwner} />
        </ReasonDialog>
      )}
    </>
  );
}
