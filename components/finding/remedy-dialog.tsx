'use client';

import { type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { OwnerField } from '@/components/agent/owner-field';
import { RotateSecretDialog } from '@/components/system/rotate-secret-dialog';
import { Dialog } from '@/components/ui/dialog';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Problem } from '@/components/ui/problem';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { SkeletonText } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import type { AgentView } from '@/lib/contract/agent';
import type { EntitlementView } from '@/lib/contract/entitlement';
import type { FindingView } from '@/lib/contract/finding';
import type { GrantView } from '@/lib/contract/grant';
import { agentOne, useChangeAgent, useMoveAgent, useTransferOwnership } from '@/lib/query/agent';
import { useRevokeEntitlement } from '@/lib/query/entitlement';
import {
  foundEntitlement,
  foundGrant,
  useNarrowFoundEntitlement,
  useRevokeFoundKey,
} from '@/lib/query/finding';
import { useRevokeGrant } from '@/lib/query/grant';
import { systemOne } from '@/lib/query/system';
import { useTouched } from '@/lib/query/touched';

type Props = { finding: FindingView; refusal: string | null; onClose: () => void };
type Of<T> = Props & { of: T };

/** The deed that does something about a finding, on the thing as it stands now. */
export function RemedyDialog(props: Props) {
  const touched = useTouched(['finding']);
  const { finding } = props;
  const { id } = finding.subject;
  const onClose = () => {
    touched();
    props.onClose();
  };
  const own = { ...props, onClose };
  switch (finding.kind) {
    case 'agent_unowned':
      return <With {...own} query={agentOne(id)} show={(of) => <Transfer {...own} of={of} />} />;
    case 'agent_single_owner':
      return <With {...own} query={agentOne(id)} show={(of) => <NameBackup {...own} of={of} />} />;
    case 'agent_dormant':
      return <With {...own} query={agentOne(id)} show={(of) => <Retire {...own} of={of} />} />;
    case 'tier_below_floor':
      return <With {...own} query={agentOne(id)} show={(of) => <RaiseTier {...own} of={of} />} />;
    case 'entitlement_unused':
      return <With {...own} query={foundEntitlement(id)} show={(of) => <Revoke {...own} of={of} />} />;
    case 'entitlement_broad':
      return <With {...own} query={foundEntitlement(id)} show={(of) => <Narrow {...own} of={of} />} />;
    case 'access_after_task':
      return <With {...own} query={foundGrant(id)} show={(of) => <RevokeGrant {...own} of={of} />} />;
    case 'secret_overdue':
    case 'secret_reaches_more':
    case 'secret_ageless':
    case 'secret_reach_unknown':
      return (
        <With
          {...own}
          query={systemOne(id)}
          show={(of) => <RotateSecretDialog system={of} refusal={own.refusal} onClose={onClose} />}
        />
      );
    case 'approver_group_empty':
    case 'tool_changed':
    case 'tool_unreviewed':
      return null;
    case 'key_endless':
    case 'key_long':
      return <RevokeKey {...own} />;
  }
}

type WithProps<T> = Props & {
  // biome-ignore lint/suspicious/noExplicitAny: a query's own key and data differ from what it is shown as
  query: UseQueryOptions<T, Error, T, any>;
  show: (of: T) => ReactNode;
};

/** Reads what the finding is about, then shows the deed. */
function With<T>({ query, show, finding, onClose }: WithProps<T>) {
  const { data, error, refetch } = useQuery(query);
  if (data !== undefined) return show(data);
  return (
    <Dialog open onClose={onClose} title={finding.subject.name}>
      {error === null ? (
        <SkeletonText lines={4} />
      ) : (
        <Problem error={error} title="It could not be loaded" onRetry={() => refetch()} />
      )}
    </Dialog>
  );
}

const done = (title: string, detail?: string) =>
  showToast({ tone: 'done', title, ...(detail !== undefined && { detail }) });

function Transfer({ of: agent, refusal, onClose }: Of<AgentView>) {
  const transfer = useTransferOwnership();
  const [owner, setOwner] = useState('');
  return (
    <ReasonDialog
      title={`Transfer ${agent.name}`}
      description="Neither its owner nor its backup is enabled, so it is not served. Somebody else answers for it."
      confirm="Transfer"
      variant="primary"
      revision={agent.revision}
      standing={`${agent.owner.name} is its owner now, and it is ${agent.state}.`}
      refusal={refusal}
      run={async (given) => {
        if (owner === '') throw new Error('Choose the new owner.');
        await transfer.mutateAsync({ id: agent.id, owner, ...given });
        done(`${agent.name} was handed over`);
      }}
      onClose={onClose}
    >
      <OwnerField label="New owner" value={owner} onChange={setOwner} />
    </ReasonDialog>
  );
}

function NameBackup({ of: agent, refusal, onClose }: Of<AgentView>) {
  const change = useChangeAgent();
  const [backup, setBackup] = useState('');
  return (
    <ReasonDialog
      title={`Name a backup owner of ${agent.name}`}
      description="Only one enabled person answers for it: when they are away, nobody does."
      confirm="Name them"
      variant="primary"
      hasReason={false}
      revision={agent.revision}
      standing={`${agent.backupOwner?.name ?? 'Nobody'} is its backup now.`}
      refusal={refusal}
      run={async ({ ifMatch }) => {
        if (backup === '') throw new Error('Choose the backup owner.');
        const after = await change.mutateAsync({ id: agent.id, backupOwner: backup, ifMatch });
        done(`${after.backupOwner?.name ?? 'They'} is the backup of ${agent.name}`);
      }}
      onClose={onClose}
    >
      <OwnerField label="Backup owner" value={backup} onChange={setBackup} />
    </ReasonDialog>
  );
}

function Retire({ of: agent, refusal, onClose }: Of<AgentView>) {
  const retire = useMoveAgent('retire');
  return (
    <ReasonDialog
      title={`Retire ${agent.name} for ever`}
      description="Ends its tasks, revokes its grants and entitlements, withdraws its escalations. Its history stays. There is no way back."
      confirm="Retire"
      revision={agent.revision}
      standing={`It is ${agent.state} now.`}
      refusal={refusal ?? (agent.state === 'retired' ? 'It is retired already' : null)}
      run={async (given) => {
        await retire.mutateAsync({ id: agent.id, ...given });
        done(`${agent.name} is retired`, 'Its tasks are ended and its access is revoked.');
      }}
      onClose={onClose}
    />
  );
}

function RaiseTier({ of: agent, refusal, onClose }: Of<AgentView>) {
  const change = useChangeAgent();
  return (
    <ReasonDialog
      title={`Set ${agent.name} to ${agent.tierFloor}`}
      description={`It is set to ${agent.riskTierSet}, but what its entitlements reach asks for ${agent.tierFloor}, and so it is served. This sets what is served already.`}
      confirm={`Set to ${agent.tierFloor}`}
      variant="primary"
      hasReason={false}
      revision={agent.revision}
      standing={`It is set to ${agent.riskTierSet} now, its floor is ${agent.tierFloor}.`}
      refusal={refusal}
      run={async ({ ifMatch }) => {
        await change.mutateAsync({ id: agent.id, riskTier: agent.tierFloor, ifMatch });
        done(`${agent.name} is set to ${agent.tierFloor}`);
      }}
      onClose={onClose}
    />
  );
}

const notLive = ({ state }: { state: string }): string | null =>
  state === 'live' ? null : `It is ${state} already`;

function Revoke({ of: entitlement, refusal, onClose }: Of<EntitlementView>) {
  const revoke = useRevokeEntitlement();
  return (
    <ReasonDialog
      title={`Revoke an entitlement of ${entitlement.agent}`}
      description={`Nothing in ${entitlement.scope.system} is granted by it any more, and what lives of it ends at once.`}
      confirm="Revoke"
      revision={entitlement.revision}
      standing={`The entitlement is ${entitlement.state} now.`}
      refusal={refusal ?? notLive(entitlement)}
      run={async (given) => {
        await revoke.mutateAsync({ id: entitlement.id, ...given });
        done('The entitlement is revoked');
      }}
      onClose={onClose}
    />
  );
}

function Narrow({ of: entitlement, finding, refusal, onClose }: Of<EntitlementView>) {
  const narrow = useNarrowFoundEntitlement();
  const { scope } = entitlement;
  const { tools, actionClasses } = finding.used ?? { tools: [], actionClasses: [] };
  return (
    <ReasonDialog
      title={`Narrow an entitlement of ${entitlement.agent} to what is used`}
      description="What was not used in 90 days is not granted any more, and live grants are cut at once."
      confirm="Narrow"
      variant="primary"
      revision={entitlement.revision}
      standing={`The entitlement is ${entitlement.state} now.`}
      refusal={refusal ?? notLive(entitlement) ?? (tools.length === 0 ? 'Nothing of it is used' : null)}
      run={async (given) => {
        await narrow.mutateAsync({
          id: entitlement.id,
          scope: {
            ...scope,
            tools,
            actionClasses: scope.actionClasses.filter((one) => actionClasses.includes(one)),
          },
          ...given,
        });
        done('The entitlement is narrowed to what is used');
      }}
      onClose={onClose}
    >
      <KeyValueList
        items={[
          { label: 'System', value: scope.system },
          { label: 'Tools', value: `${scope.tools.join(', ')} → ${tools.join(', ')}` },
          { label: 'Classes', value: `${scope.actionClasses.join(', ')} → ${actionClasses.join(', ')}` },
        ]}
      />
    </ReasonDialog>
  );
}

function RevokeGrant({ of: grant, refusal, onClose }: Of<GrantView>) {
  const revoke = useRevokeGrant();
  return (
    <ReasonDialog
      title={`Revoke a grant of ${grant.agent}`}
      description="Its task has ended, and it should have ended with it."
      confirm="Revoke"
      revision={grant.revision}
      standing={`The grant is ${grant.state} now.`}
      refusal={refusal}
      run={async (given) => {
        await revoke.mutateAsync({ id: grant.id, ...given });
        done('The grant is revoked');
      }}
      onClose={onClose}
    />
  );
}

function RevokeKey({ finding: { subject }, refusal, onClose }: Props) {
  const revoke = useRevokeFoundKey();
  return (
    <ReasonDialog
      title={`Revoke the key ${subject.name}`}
      description="Whoever uses it is refused from the next request on. Make its successor first."
      confirm="Revoke"
      hasReason={false}
      revision={0}
      standing=""
      refusal={refusal}
      run={async () => {
        await revoke.mutateAsync(subject.id);
        done(`The key ${subject.name} is revoked`);
      }}
      onClose={onClose}
    />
  );
}
