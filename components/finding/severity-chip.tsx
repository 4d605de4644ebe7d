import { CircleDot, Info, ShieldAlert } from 'lucide-react';
import { Chip, type Tone } from '@/components/ui/chip';
import type { Severity } from '@/lib/domain/finding';

const LOOKS: Record<Severity, { tone: Tone; label: string; icon: typeof Info }> = {
  high: { tone: 'deny', label: 'High', icon: ShieldAlert },
  moderate: { tone: 'escalate', label: 'Moderate', icon: CircleDot },
  low: { tone: 'plain', label: 'Low', icon: Info },
};

export function SeverityChip({ severity }: { severity: Severity }) {
  const { tone, label, icon: Icon } = LOOKS[severity];
  return (
    <Chip tone={tone} icon={<Icon aria-hidden="true" />}>
      {label}
    </Chip>
  );
}
