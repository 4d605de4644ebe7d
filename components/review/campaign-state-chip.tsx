import { CalendarClock, CircleCheck, CircleDot, Hourglass } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import type { ReviewCampaignSummary } from '@/lib/contract/review-campaign';

/** Whether a campaign runs, is late, or is over. */
export function CampaignStateChip({
  campaign,
}: {
  campaign: Pick<ReviewCampaignSummary, 'state' | 'isOverdue'>;
}) {
  if (campaign.state === 'closed')
    return (
      <Chip tone="plain" icon={<CircleCheck aria-hidden="true" />}>
        Closed
      </Chip>
    );
  if (campaign.isOverdue)
    return (
      <Chip tone="escalate" icon={<CalendarClock aria-hidden="true" />}>
        Overdue
      </Chip>
    );
  if (campaign.state === 'open')
    return (
      <Chip tone="allow" icon={<CircleDot aria-hidden="true" />}>
        Running
      </Chip>
    );
  return (
    <Chip tone="plain" icon={<Hourglass aria-hidden="true" />}>
      {campaign.state === 'preparing' ? 'Being prepared' : 'Closing'}
    </Chip>
  );
}
