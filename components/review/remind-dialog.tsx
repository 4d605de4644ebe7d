'use client';

import { FormFrame } from '@/components/ui/form-frame';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { PersonRef } from '@/lib/contract/common';
import type { ReviewCampaignView } from '@/lib/contract/review-campaign';
import { useRemindCampaign } from '@/lib/query/review-campaign';

type Props = {
  campaign: ReviewCampaignView;
  /** Null: everybody who has something left. */
  reviewer: PersonRef | null;
  onClose: () => void;
};

/** Reminds one reviewer, or all who have something left. */
export function RemindDialog({ campaign, reviewer, onClose }: Props) {
  const remind = useRemindCampaign();
  const refusal = usePermissionRefusal('review-campaign.remind');
  return (
    <FormFrame
      title={reviewer === null ? 'Remind everybody who has some left' : `Remind ${reviewer.name}`}
      description={`Of “${campaign.name}”. Reminders of its own go out as well: ${campaign.remindersAt.length} to come.`}
      size="sm"
      confirm="Remind"
      failure="Nobody was reminded"
      refusal={refusal}
      run={async () => {
        const { reminded } = await remind.mutateAsync({
          id: campaign.id,
          ...(reviewer !== null && { reviewer: reviewer.id }),
        });
        showToast({
          tone: 'done',
          title: reminded.length === 0 ? 'Nobody had anything left' : `Reminded ${reminded.length}`,
          detail: reminded.map(({ name }) => name).join(', '),
        });
      }}
      onClose={onClose}
    />
  );
}
