'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { AgentView } from '@/lib/contract/agent';
import { type AgentMove, agentMoveRefusal } from '@/lib/domain/agent';
import { useMoveAgent } from '@/lib/query/agent';

type Words = { button: string; title: string; effect: string; done: string; detail: string };

const WORDS: Record<AgentMove, Words> = {
  activate: {
    button: 'Activate',
    title: 'Activate',
    effect: 'Puts it into service: from now on its tasks are granted what its entitlements say.',
    done: 'is active',
    detail: 'Its tasks may be granted what its entitlements say.',
  },
  quarantine: {
    button: 'Quarantine',
    title: 'Quarantine',
    effect:
      'Every call is denied from the next one on. It keeps what it has, which goes on ageing; what it delegated to others ends.',
    done: 'is quarantined',
    detail: 'The next call is denied.',
  },
  release: {
    button: 'Release',
    title: 'Release from quarantine',
    effect: 'What has not ended meanwhile counts again from the next call on.',
    done: 'is released',
    detail: 'The next call is decided by what it still has.',
  },
  retire: {
    button: 'Retire',
    title: 'Retire for ever',
    effect:
      'Ends its tasks, revokes its grants and entitlements, withdraws its escalations. Its history stays. There is no way back.',
    done: 'is retired',
    detail: 'Its tasks are ended and its access is revoked.',
  },
};

/** One step of an agent's lifecycle. Where it is not possible, the button says why. */
export function AgentMoveButton({ agent, move }: { agent: AgentView; move: AgentMove }) {
  const missingRole = usePermissionRefusal(`agent.${move}`);
  const run = useMoveAgent(move);
  const [isOpen, setOpen] = useState(false);
  const words = WORDS[move];
  const refusal =
    missingRole ??
    agentMoveRefusal(move, { id: agent.id, state: agent.state, ownerIsEnabled: agent.isOwned })?.message ??
    null;

  return (
    <>
      <Button disabledReason={refusal} onClick={() => setOpen(true)}>
        {words.button}
      </Button>
      {isOpen && (
        <ReasonDialog
          title={`${words.title}: ${agent.name}`}
          description={words.effect}
          confirm={words.button}
          variant={move === 'activate' || move === 'release' ? 'primary' : 'danger'}
          hasReason={move !== 'activate'}
          isReasonOptional={move === 'retire'}
          revision={agent.revision}
          standing={`${agent.name} is ${agent.state} now.`}
          refusal={refusal}
          run={async ({ reason, ifMatch }) => {
            await run.mutateAsync({ id: agent.id, ifMatch, ...(reason !== '' && { reason }) });
            showToast({ tone: 'done', title: `${agent.name} ${words.done}`, detail: words.detail });
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
