'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { userSource } from '@/components/user/user-source';
import type { PersonRef } from '@/lib/contract/common';
import type { ReviewCampaignView } from '@/lib/contract/review-campaign';
import { useReassignCampaign } from '@/lib/query/review-campaign';

type Props = {
  campaign: ReviewCampaignView;
  /** Null: what nobody is asked for. */
  from: PersonRef | null;
  count: number;
  onClose: () => void;
};

/** Asks somebody else for what one was asked. What would be their own access stays where it is. */
export function ReassignDialog({ campaign, from, count, onClose }: Props) {
  const reassign = useReassignCampaign();
  const refusal = usePermissionRefusal('review-campaign.reassign');
  const [to, setTo] = useState<Choice | null>(null);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  return (
    <FormFrame
      title={from === null ? 'Ask somebody for what nobody has' : `Reassign what ${from.name} has`}
      description={`${count} ${count === 1 ? 'item' : 'items'} of “${campaign.name}” that are not signed off. From tier high on nobody is given their own access.`}
      confirm="Reassign"
      failure="Not reassigned"
      refusal={refusal}
      run={async () => {
        setTried(true);
        if (to === null || reason.trim() === '') return false;
        const { reassigned, refused } = await reassign.mutateAsync({
          id: campaign.id,
          from: from?.email ?? null,
          to: to.id,
          reason: reason.trim(),
        });
        showToast({
          tone: 'done',
          title: `${reassigned} reassigned to ${to.label}`,
          ...(refused > 0 && { detail: `${refused} would be their own access, and stay.` }),
        });
      }}
      onClose={onClose}
    >
      <Field label="To" {...(isTried && to === null && { error: 'Choose somebody.' })}>
        {(control) => (
          <SearchSelect
            control={control}
            source={userSource}
            value={to}
            onChange={setTo}
            placeholder="Name or address"
            isFirst
          />
        )}
      </Field>
      <Field
        label="Reason"
        hint="Kept in the audit log with your name."
        {...(isTried && reason.trim() === '' && { error: 'Say why.' })}
      >
        {(control) => (
          <Textarea
            {...control}
            required
            rows={2}
            maxLength={1000}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
    </FormFrame>
  );
}
