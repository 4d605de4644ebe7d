import { Panel } from '@/components/ui/panel';
import { TimeText } from '@/components/ui/time-text';
import type { ReviewCampaignView } from '@/lib/contract/review-campaign';
import { SILENCE_WORDS } from './review-words';

/** What happens to what nobody decides, and when. */
export function SilenceImpact({ campaign }: { campaign: ReviewCampaignView }) {
  const { keep, narrow, revoke } = campaign.silence;
  return (
    <Panel title="If nobody says anything">
      <p>
        <span className="font-medium">{SILENCE_WORDS[campaign.onSilence]}</span>
        <span className="text-muted">
          , <TimeText at={campaign.graceEndsAt} show="both" />
        </span>
      </p>
      <SilenceCounts keep={keep} narrow={narrow} revoke={revoke} />
    </Panel>
  );
}

/** How many would be kept, narrowed and revoked. */
export function SilenceCounts({ keep, narrow, revoke }: { keep: number; narrow: number; revoke: number }) {
  if (keep + narrow + revoke === 0) return <p className="mt-1 text-muted text-sm">Nothing is pending.</p>;
  return (
    <p className="mt-1 text-sm">
      {keep} kept · {narrow} narrowed ·{' '}
      <span className={revoke > 0 ? 'font-medium text-deny-text' : undefined}>{revoke} revoked</span>
      <span className="text-muted"> of what is pending now</span>
    </p>
  );
}
