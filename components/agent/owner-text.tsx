import { UserRoundSearch, UserX } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { PersonText } from '@/components/user/person-text';
import type { AgentView } from '@/lib/contract/agent';

type Props = { agent: Pick<AgentView, 'owner' | 'backupOwner' | 'isOwned' | 'ownership'> };

/** Who answers for an agent, and who else; an agent for which nobody does is marked. */
export function OwnerText({ agent: { owner, backupOwner, isOwned, ownership } }: Props) {
  if (!isOwned) {
    return (
      <span className="inline-flex flex-wrap items-center gap-1.5">
        <Chip tone="deny" icon={<UserX aria-hidden="true" />}>
          Nobody
        </Chip>
        <span className="text-muted" title={owner.email}>
          was {owner.name}
        </span>
      </span>
    );
  }
  return (
    <span>
      <PersonText person={owner} />
      {backupOwner !== null && (
        <span className="text-muted">
          , <PersonText person={backupOwner} />
        </span>
      )}
      {ownership !== 'accepted' && (
        <>
          {' '}
          <Chip tone="escalate" icon={<UserRoundSearch aria-hidden="true" />}>
            Not accepted
          </Chip>
        </>
      )}
    </span>
  );
}
