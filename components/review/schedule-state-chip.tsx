import { CalendarX } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { StateChip } from '@/components/ui/state-chip';
import type { ReviewScheduleView } from '@/lib/contract/review-schedule';

/** Whether a schedule fires, and whether it has missed its time. */
export function ScheduleStateChip({
  schedule,
}: {
  schedule: Pick<ReviewScheduleView, 'state' | 'isBehind'>;
}) {
  if (schedule.isBehind)
    return (
      <Chip tone="deny" icon={<CalendarX aria-hidden="true" />}>
        Behind
      </Chip>
    );
  return <StateChip state={schedule.state} />;
}
