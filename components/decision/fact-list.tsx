import { IdText } from '@/components/ui/id-text';
import { type KeyValue, KeyValueList } from '@/components/ui/key-value-list';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { DecisionView } from '@/lib/contract/decision';

const told = (label: string, value: string | null, mono = false): KeyValue[] =>
  value === null ? [] : [{ label, value, mono }];

/** The workload identity behind a token: its subject, and whose word that is. */
function identityText(identity: NonNullable<DecisionView['caller']>['identity']): string | null {
  if (identity === null) return null;
  return identity.issuer === null ? `key ${identity.subject}` : `${identity.subject} of ${identity.issuer}`;
}

/** Who asked, and by which state of the facts it was decided. */
export function FactList({ decision }: { decision: DecisionView }) {
  const { caller, agentOwner, versions } = decision;
  return (
    <KeyValueList
      items={[
        { label: 'Decided', value: <TimeText at={decision.at} show="instant" /> },
        ...(caller === null
          ? []
          : [
              {
                label: 'Asked by',
                value: (
                  <span className="[overflow-wrap:anywhere]">
                    {caller.name ?? caller.kind}{' '}
                    <code className="font-mono text-muted text-sm">{caller.id}</code>
                  </span>
                ),
              },
            ]),
        ...told('Its identity', identityText(caller?.identity ?? null), true),
        ...(agentOwner === null
          ? []
          : [{ label: 'Agent’s owner then', value: <ActorName id={agentOwner} /> }]),
        ...told('Agent’s tier then', decision.tier),
        ...told('Data', decision.sensitivity),
        ...told('System', decision.system, true),
        ...told('Zone', decision.zone),
        {
          label: 'Facts’ versions',
          value:
            versions === null ? (
              <span className="text-muted">not recorded</span>
            ) : (
              <code className="font-mono text-sm">
                configuration {versions.config ?? '–'} · agent {versions.agent ?? '–'} · task{' '}
                {versions.task ?? '–'}
              </code>
            ),
        },
        ...told('Call’s own id', decision.callId, true),
        ...(decision.requestId === null
          ? []
          : [{ label: 'Request', value: <IdText id={decision.requestId} label="Copy request id" /> }]),
        ...(decision.digest === null
          ? []
          : [{ label: 'Call’s digest', value: <IdText id={decision.digest} label="Copy digest" /> }]),
        ...told('Tool’s digest', decision.toolDigest, true),
      ]}
    />
  );
}
