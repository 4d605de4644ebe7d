import { CircleCheck, TriangleAlert, Users } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { StateChip } from '@/components/ui/state-chip';
import type { StopView } from '@/lib/contract/stop';

/** Whether a stop is in force, waits for a second person to release it, or is released. */
export function StopStateChip({ stop: { state, releasedAlone } }: { stop: StopView }) {
  if (state === 'in_force') return <StateChip state="stopped" />;
  if (state === 'release_requested') {
    return (
      <Chip tone="escalate" icon={<Users aria-hidden="true" />}>
        Needs a second person
      </Chip>
    );
  }
  return releasedAlone ? (
    <Chip tone="stop" icon={<TriangleAlert aria-hidden="true" />}>
      Released alone
    </Chip>
  ) : (
    <Chip tone="plain" icon={<CircleCheck aria-hidden="true" />}>
      Released
    </Chip>
  );
}
