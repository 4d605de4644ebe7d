'use client';

import { useState } from 'react';
import { useViewer } from '@/components/layout/viewer';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { AgentView } from '@/lib/contract/agent';
import { useTransferOwnership } from '@/lib/query/agent';
import { AUTHORITY_WORDS } from './authority-words';
import { OwnerField } from './owner-field';

/** Asks somebody else to answer for an agent. Who names themself has accepted with it. */
export function TransferButton({ agent }: { agent: AgentView }) {
  const missingRole = usePermissionRefusal('agent.transfer-ownership');
  const transfer = useTransferOwnership();
  const [isOpen, setOpen] = useState(false);
  const [owner, setOwner] = useState('');
  const isMe = owner === useViewer().email;
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
          description={
            isMe ? (
              'You take it over yourself: you answer for it from now on.'
            ) : (
              <>
                They are asked and must accept it themselves. Until then {agent.owner.name} answers for it,
                and {AUTHORITY_WORDS[agent.authorityUntilAccepted]}.
              </>
            )
          }
          confirm={isMe ? 'Take over' : 'Propose'}
          variant="primary"
          revision={agent.revision}
          standing={`${agent.owner.name} is its owner now${
            agent.proposedOwner === null ? '' : `, ${agent.proposedOwner.name} is asked`
          }, and it is ${agent.state}.`}
          refusal={refusal}
          run={async ({ reason, ifMatch }) => {
            if (owner === '') throw new Error('Choose the new owner.');
            const after = await transfer.mutateAsync({ id: agent.id, owner, reason, ifMatch });
            showToast(
              after.proposedOwner === null
                ? { tone: 'done', title: `${after.owner.name} answers for ${after.name}` }
                : {
                    tone: 'done',
                    title: `${after.proposedOwner.name} is asked to answer for ${after.name}`,
                    detail: `Until they accept, ${AUTHORITY_WORDS[after.authority]}.`,
                  },
            );
          }}
          onClose={() => setOpen(false)}
        >
          <OwnerField label="New owner" value={owner} onChange={setOwner} />
        </ReasonDialog>
      )}
    </>
  );
}
