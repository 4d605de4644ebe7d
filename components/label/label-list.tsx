import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { type KeyValue, KeyValueList } from '@/components/ui/key-value-list';
import type { LabelsView } from '@/lib/contract/label';

const none = <span className="text-muted">none</span>;
const named = (list: readonly string[]) => (list.length === 0 ? none : list.join(', '));

/** What a task or a context has come into touch with. */
export function LabelList({ labels, more = [] }: { labels: LabelsView; more?: readonly KeyValue[] }) {
  return (
    <KeyValueList
      items={[
        { label: 'Highest data', value: labels.sensitivity },
        { label: 'Untrusted content', value: <UntrustedChip isUntrusted={labels.untrusted} /> },
        { label: 'From systems', value: named(labels.systems), mono: labels.systems.length > 0 },
        { label: 'By agents', value: named(labels.agents), mono: labels.agents.length > 0 },
        ...more,
      ]}
    />
  );
}

export function UntrustedChip({ isUntrusted }: { isUntrusted: boolean }) {
  return isUntrusted ? (
    <Chip tone="escalate" icon={<ShieldAlert aria-hidden="true" />}>
      Taken in
    </Chip>
  ) : (
    <Chip tone="plain" icon={<ShieldCheck aria-hidden="true" />}>
      None
    </Chip>
  );
}
