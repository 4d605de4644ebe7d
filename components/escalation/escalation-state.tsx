import { Flame, Power } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { StateChip } from '@/components/ui/state-chip';
import type { EscalationSummary } from '@/lib/contract/escalation';

/** How it stands, also where a stop keeps everybody from answering, or one admin let it through alone. */
export function EscalationStateChip({
  escalation: { state, frozenBy, brokenGlass },
}: {
  escalation: Pick<EscalationSummary, 'state' | 'frozenBy' | 'brokenGlass'>;
}) {
  if (frozenBy !== null) {
    return (
      <Chip tone="stop" icon={<Power aria-hidden="true" />}>
        Frozen by a stop
      </Chip>
    );
  }
  return (
    <>
      <StateChip state={state} />
      {brokenGlass && (
        <Chip tone="stop" icon={<Flame aria-hidden="true" />} className="ml-1">
          One admin alone
        </Chip>
      )}
    </>
  );
}
