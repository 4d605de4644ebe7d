'use client';

import { BellRing } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { Segmented } from '@/components/ui/segmented';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ReviewCampaignView } from '@/lib/contract/review-campaign';
import { useCloseCampaign } from '@/lib/query/review-campaign';
import { RemindDialog } from './remind-dialog';
import { SILENCE_WORDS } from './review-words';
import { SilenceCounts } from './silence-impact';

/** What may be done with a campaign as a whole: remind everybody, end it before its time. */
export function CampaignActions({ campaign }: { campaign: ReviewCampaignView }) {
  const [open, setOpen] = useState<'remind' | 'close' | null>(null);
  const remind = usePermissionRefusal('review-campaign.remind');
  const close = usePermissionRefusal('review-campaign.close');
  if (campaign.state === 'closed') return null;
  const notOpen = campaign.state === 'open' ? null : 'It is not open';
  return (
    <>
      <Button
        disabledReason={remind ?? notOpen ?? (campaign.items.pending === 0 ? 'Nothing is pending' : null)}
        onClick={() => setOpen('remind')}
      >
        <BellRing aria-hidden="true" />
        Remind all…
      </Button>
      <Button disabledReason={close ?? notOpen} onClick={() => setOpen('close')}>
        Close early…
      </Button>
      {open === 'remind' && (
        <RemindDialog campaign={campaign} reviewer={null} onClose={() => setOpen(null)} />
      )}
      {open === 'close' && <CloseDialog campaign={campaign} onClose={() => setOpen(null)} />}
    </>
  );
}

function CloseDialog({ campaign, onClose }: { campaign: ReviewCampaignView; onClose: () => void }) {
  const close = useCloseCampaign();
  const refusal = usePermissionRefusal('review-campaign.close');
  const [pending, setPending] = useState<'leave' | 'silence'>('leave');
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  return (
    <FormFrame
      title="Close before its time"
      description={`“${campaign.name}” has ${campaign.items.pending} pending and ${campaign.items.decided} decided. What is decided and not signed off counts as pending.`}
      confirm="Close the campaign"
      variant="danger"
      failure="Not closed"
      refusal={refusal}
      changing={{
        revision: campaign.revision,
        standing: `${campaign.items.pending} are pending now.`,
      }}
      run={async () => {
        setTried(true);
        if (reason.trim() === '') return false;
        await close.mutateAsync({ id: campaign.id, reason: reason.trim(), pending });
        showToast({ tone: 'done', title: `Closed: ${campaign.name}` });
      }}
      onClose={onClose}
    >
      <div>
        <p className="mb-1 font-medium text-sm">What nobody has decided</p>
        <Segmented
          label="What nobody has decided"
          options={[
            { value: 'leave', label: 'Leave as it is' },
            { value: 'silence', label: SILENCE_WORDS[campaign.onSilence] },
          ]}
          value={pending}
          onChange={setPending}
        />
        {pending === 'silence' && <SilenceCounts {...campaign.silence} />}
      </div>
      <Field
        label="Reason"
        hint="Kept in the audit log with your name."
        {...(isTried && reason.trim() === '' && { error: 'Say why.' })}
      >
        {(control) => (
          <Textarea
            {...control}
            data-first
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
