'use client';

import { useState } from 'react';
import { useViewer } from '@/components/layout/viewer';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { AgentView } from '@/lib/contract/agent';
import { type OwnershipMove, ownershipMoveRefusal } from '@/lib/domain/ownership';
import { useMoveOwnership } from '@/lib/query/agent';
import { AUTHORITY_WORDS } from './authority-words';

type Words = { button: string; title: string; done: string; detail: string };

const WORDS: Record<OwnershipMove, Words> = {
  accept: {
    button: 'Accept',
    title: 'Answer for',
    done: 'You answer for',
    detail: 'From the next call on it has its authority again.',
  },
  decline: {
    button: 'Decline',
    title: 'Do not answer for',
    done: 'You declined',
    detail: 'Whoever answers for it goes on, and the admins see it.',
  },
  withdraw: {
    button: 'Withdraw',
    title: 'Withdraw the proposal of',
    done: 'Nobody is asked any more to answer for',
    detail: 'It is answered for as before.',
  },
};

function effectOf(move: OwnershipMove, agent: AgentView): string {
  const { name, disabled } = agent.owner;
  const whoGoesOn = disabled
    ? `${name} has left, so until somebody accepts, ${AUTHORITY_WORDS[agent.authorityUntilAccepted]}.`
    : `${name} goes on answering for it, with all that it is granted.`;
  switch (move) {
    case 'accept':
      return 'You answer for what it does from now on, and for its access being no wider than its work. From its next call on it has its authority again.';
    case 'decline':
      return `You do not take it over. ${whoGoesOn}`;
    case 'withdraw':
      return `${agent.proposedOwner?.name ?? 'Nobody'} is not asked any more. ${whoGoesOn}`;
  }
}

/** One answer to the proposal of an agent. Where it is not possible, the button says why. */
export function OwnershipMoveButton({ agent, move }: { agent: AgentView; move: OwnershipMove }) {
  const viewer = useViewer();
  const missingRole = usePermissionRefusal(
    move === 'withdraw' ? 'agent.withdraw-transfer' : `agent.${move}-ownership`,
  );
  const run = useMoveOwnership(move);
  const [isOpen, setOpen] = useState(false);
  const words = WORDS[move];
  const refusal = missingRole ?? ownershipMoveRefusal(move, agent, viewer.id)?.message ?? null;

  return (
    <>
      <Button
        size="sm"
        variant={move === 'accept' ? 'primary' : 'secondary'}
        aria-label={`${words.button} ${agent.name}`}
        disabledReason={refusal}
        onClick={() => setOpen(true)}
      >
        {words.button}
      </Button>
      {isOpen && (
        <ReasonDialog
          title={`${words.title} ${agent.name}`}
          description={effectOf(move, agent)}
          confirm={words.button}
          variant={move === 'accept' ? 'primary' : 'danger'}
          hasReason={move !== 'accept'}
          revision={agent.revision}
          standing={
            agent.proposedOwner === null
              ? `${agent.owner.name} is its owner now, and nobody is asked.`
              : `${agent.proposedOwner.name} is asked now; ${agent.owner.name} is its owner.`
          }
          refusal={refusal}
          run={async ({ reason, ifMatch }) => {
            await run.mutateAsync({ id: agent.id, ifMatch, ...(reason !== '' && { reason }) });
            showToast({ tone: 'done', title: `${words.done} ${agent.name}`, detail: words.detail });
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
