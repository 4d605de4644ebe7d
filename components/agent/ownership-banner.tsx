'use client';

import { UserRoundSearch } from 'lucide-react';
import { useViewer } from '@/components/layout/viewer';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { AgentView } from '@/lib/contract/agent';
import { AUTHORITY_WORDS } from './authority-words';
import { OwnershipMoveButton } from './ownership-move-button';

/** Says that nobody has accepted to answer for an agent, what that leaves it, and lets those who can end it. */
export function OwnershipBanner({ agent }: { agent: AgentView }) {
  const viewer = useViewer();
  const { proposedOwner, proposal, ownership } = agent;
  const isMine = proposedOwner?.id === viewer.id;
  const meanwhile = ownership === 'unowned' ? 'nothing' : agent.authority;
  return (
    <section
      aria-label="Not accepted yet"
      className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2 rounded-lg bg-escalate-tint px-4 py-3 text-escalate-text"
    >
      <UserRoundSearch aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 grow basis-72 [overflow-wrap:anywhere]">
        <p className="font-semibold">
          {proposedOwner === null
            ? `${agent.owner.name} has left, and nobody is asked to answer for it`
            : isMine
              ? 'You are asked to answer for it'
              : `${proposedOwner.name} has not accepted yet to answer for it`}
        </p>
        <p>
          Until somebody accepts, {AUTHORITY_WORDS[meanwhile]}.
          {proposal !== null && (
            <>
              {' '}
              “{proposal.reason}” · asked{' '}
              <TimeText at={proposal.at} focusable={false} className="[&_span]:text-inherit" /> by{' '}
              <ActorName id={proposal.by} />
            </>
          )}
        </p>
      </div>
      {proposedOwner !== null && (
        <div className="flex flex-wrap gap-2">
          <OwnershipMoveButton agent={agent} move="accept" />
          <OwnershipMoveButton agent={agent} move="decline" />
          <OwnershipMoveButton agent={agent} move="withdraw" />
        </div>
      )}
    </section>
  );
}
