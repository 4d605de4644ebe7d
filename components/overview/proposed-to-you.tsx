'use client';

import { useQuery } from '@tanstack/react-query';
import { OwnershipMoveButton } from '@/components/agent/ownership-move-button';
import { TierMark } from '@/components/agent/tier-mark';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import { PersonText } from '@/components/user/person-text';
import { paths } from '@/lib/paths';
import { proposedToMe } from '@/lib/query/agent';

/** Agents that you are asked to answer for. Nothing at all when there are none. */
export function ProposedToYou() {
  const agents = useQuery(proposedToMe()).data ?? [];
  if (agents.length === 0) return null;
  return (
    <Panel title="Proposed to you" flush>
      <ul>
        {agents.map((agent) => (
          <li
            key={agent.id}
            className="flex flex-wrap items-center gap-x-6 gap-y-2 border-line border-b px-4 py-3 last:border-b-0"
          >
            <div className="min-w-0 grow basis-72 [overflow-wrap:anywhere]">
              <p className="flex flex-wrap items-center gap-2">
                <Link href={paths.agent(agent.id)} className="font-medium text-accent underline">
                  {agent.name}
                </Link>
                <TierMark agent={agent} isShort />
              </p>
              <p className="text-muted text-sm">
                {agent.purpose} · until now <PersonText person={agent.owner} />
              </p>
              {agent.proposal !== null && (
                <p className="text-muted text-sm">
                  “{agent.proposal.reason}” · asked <TimeText at={agent.proposal.at} /> by{' '}
                  <ActorName id={agent.proposal.by} />
                </p>
              )}
            </div>
            <div className="flex gap-2">
              <OwnershipMoveButton agent={agent} move="accept" />
              <OwnershipMoveButton agent={agent} move="decline" />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
