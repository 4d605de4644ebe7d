import { KeyValueList } from '@/components/ui/key-value-list';
import { Panel } from '@/components/ui/panel';
import { TimeText } from '@/components/ui/time-text';
import { PersonText } from '@/components/user/person-text';
import type { AgentView } from '@/lib/contract/agent';
import { OwnerText } from './owner-text';
import { TransferButton } from './transfer-button';

/** The people around an agent: who answers, who would, and who is asked. */
export function AgentOwners({ agent }: { agent: AgentView }) {
  const { proposedOwner, proposal } = agent;
  return (
    <Panel title="Who answers for it" actions={<TransferButton agent={agent} />}>
      <KeyValueList
        items={[
          {
            label: 'Owner',
            value: agent.isOwned ? <PersonText person={agent.owner} /> : <OwnerText agent={agent} />,
          },
          {
            label: 'Backup owner',
            value:
              agent.backupOwner === null ? (
                <span className="text-muted">none: when the owner leaves, every call is denied</span>
              ) : (
                <PersonText person={agent.backupOwner} />
              ),
          },
          ...(proposedOwner === null
            ? []
            : [
                {
                  label: 'Proposed owner',
                  value: (
                    <>
                      <PersonText person={proposedOwner} />
                      {proposal !== null && (
                        <span className="text-muted">
                          , asked <TimeText at={proposal.at} />
                        </span>
                      )}
                    </>
                  ),
                },
              ]),
        ]}
      />
    </Panel>
  );
}
