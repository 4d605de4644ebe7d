import { KeyValueList } from '@/components/ui/key-value-list';
import { Panel } from '@/components/ui/panel';
import { TimeText } from '@/components/ui/time-text';
import type { SystemView } from '@/lib/contract/system';
import { RotateSecretButton } from './rotate-secret-button';

/** What the gateway shows to the system: everything about it but the secret. */
export function SecretPanel({ system }: { system: SystemView }) {
  const { secret } = system;
  return (
    <Panel title="Secret" actions={<RotateSecretButton system={system} />}>
      {secret === null ? (
        <p className="text-muted">None. Requests to this system carry nothing that says who asks.</p>
      ) : (
        <KeyValueList
          items={[
            { label: 'Sent as', value: secret.header, mono: true },
            { label: 'Set', value: <TimeText at={secret.rotatedAt} /> },
            {
              label: 'To be replaced',
              value: secret.dueAt === null ? 'nobody has said when' : <TimeText at={secret.dueAt} />,
            },
            { label: 'Can do', value: secret.reach.join(', ') || 'nobody has said what' },
          ]}
        />
      )}
    </Panel>
  );
}
