import { KeyValueList } from '@/components/ui/key-value-list';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { ReviewCampaignView } from '@/lib/contract/review-campaign';
import { paths } from '@/lib/paths';
import { coversText, EVENT_WORDS, reviewerText, SILENCE_WORDS } from './review-words';

/** What the campaign was asked to look at, by whom, until when. It keeps these terms whatever its schedule becomes. */
export function CampaignTerms({ campaign }: { campaign: ReviewCampaignView }) {
  return (
    <Panel title="Terms">
      <KeyValueList
        items={[
          {
            label: 'Schedule',
            value: (
              <Link href={paths.reviewSchedule(campaign.schedule)} className="text-accent hover:underline">
                {campaign.scheduleName}
              </Link>
            ),
          },
          {
            label: 'Because of',
            value:
              campaign.cause === null ? (
                'the calendar'
              ) : (
                <>
                  {EVENT_WORDS[campaign.cause.event]}: {campaign.cause.says},{' '}
                  <TimeText at={campaign.cause.at} show="short" />
                </>
              ),
          },
          { label: 'Looks at', value: coversText(campaign.covers) },
          {
            label: 'Its slot',
            value: (
              <>
                {campaign.slotTime.local} {campaign.timeZone}
                <span className="text-muted"> · {campaign.slot.toISOString()}</span>
              </>
            ),
          },
          { label: 'Asked', value: reviewerText(campaign.reviewer) },
          {
            label: 'Second stage',
            value:
              campaign.secondReviewer === null ? (
                <span className="text-muted">none</span>
              ) : (
                reviewerText(campaign.secondReviewer)
              ),
          },
          { label: 'Opened', value: <TimeText at={campaign.openedAt} show="both" /> },
          { label: 'Deadline', value: <TimeText at={campaign.endsAt} show="both" /> },
          {
            label: 'On silence',
            value: (
              <>
                {SILENCE_WORDS[campaign.onSilence]}, <TimeText at={campaign.graceEndsAt} show="both" />
              </>
            ),
          },
          {
            label: 'Reminders',
            value: <Times sent={campaign.remindedAt} due={campaign.remindersAt} />,
          },
          ...(campaign.closedAt === null
            ? []
            : [
                {
                  label: 'Closed',
                  value: (
                    <>
                      <TimeText at={campaign.closedAt} show="both" />
                      {campaign.closedBy !== null && (
                        <>
                          {' by '}
                          <ActorName id={campaign.closedBy} />
                        </>
                      )}
                      {campaign.closeReason !== null && ` “${campaign.closeReason}”`}
                    </>
                  ),
                },
              ]),
        ]}
      />
    </Panel>
  );
}

function Times({ sent, due }: { sent: readonly Date[]; due: readonly Date[] }) {
  if (sent.length + due.length === 0) return <span className="text-muted">none</span>;
  return (
    <span className="flex flex-wrap gap-x-4">
      {sent.map((at) => (
        <span key={at.getTime()} className="text-muted">
          sent <TimeText at={at} show="short" />
        </span>
      ))}
      {due.map((at) => (
        <TimeText key={at.getTime()} at={at} show="both" />
      ))}
    </span>
  );
}
