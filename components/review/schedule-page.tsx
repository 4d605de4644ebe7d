'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { CirclePause, CirclePlay, Play } from 'lucide-react';
import { useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FormFrame } from '@/components/ui/form-frame';
import { KeyValueList } from '@/components/ui/key-value-list';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import { showToast } from '@/components/ui/toast';
import { ActorName } from '@/components/user/actor-name';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ReviewScheduleView, ReviewSlotView } from '@/lib/contract/review-schedule';
import type { ReviewSlotState } from '@/lib/domain/review';
import { paths } from '@/lib/paths';
import { reviewSlots, useMoveReviewSchedule } from '@/lib/query/review-schedule';
import { cadenceWords } from './cadence-words';
import { coversText, reviewerText, SILENCE_WORDS } from './review-words';
import { draftOf, previewOf } from './schedule-draft';
import { SchedulePreview } from './schedule-preview';
import { ScheduleReading } from './schedule-reading';
import { ScheduleStateChip } from './schedule-state-chip';

const SLOT_WORDS: Record<ReviewSlotState, string> = {
  claimed: 'A campaign was made',
  empty: 'There was nothing to look at',
  missed: 'Missed: a later slot caught up',
};

const SLOTS: readonly Column<ReviewSlotView>[] = [
  {
    id: 'slot',
    header: 'Slot, in its zone',
    card: 'title',
    width: 'w-56',
    cell: ({ slot }) => <span title={slot.at.toISOString()}>{slot.local}</span>,
  },
  { id: 'state', header: 'What came of it', cell: ({ state }) => SLOT_WORDS[state] },
  {
    id: 'cause',
    header: 'Because of',
    width: 'w-32',
    from: 'xl',
    cell: ({ cause }) =>
      cause === null ? (
        <span className="text-faint">the calendar</span>
      ) : (
        <span title={cause}>{cause === 'run-now' ? 'run by hand' : cause}</span>
      ),
  },
  {
    id: 'at',
    header: 'Written down',
    width: 'w-28',
    align: 'end',
    cell: ({ at }) => <TimeText at={at} focusable={false} />,
  },
];

/** One schedule: its terms, what it would do now, and what came of its slots. */
export function SchedulePage({ id }: { id: string }) {
  return (
    <ScheduleReading id={id}>
      {(schedule, staleSince) => <LoadedSchedule schedule={schedule} staleSince={staleSince} />}
    </ScheduleReading>
  );
}

function LoadedSchedule({ schedule, staleSince }: { schedule: ReviewScheduleView; staleSince: Date | null }) {
  const change = usePermissionRefusal('review-schedule.change');
  const slots = useInfiniteQuery(reviewSlots(schedule.id));
  const rows = slots.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <PageHeader
        back={{ label: 'Schedules', href: paths.reviewSchedules() }}
        title={schedule.name}
        mark={
          <>
            <ScheduleStateChip schedule={schedule} />
            {schedule.openCampaigns > 0 && (
              <Chip tone="plain" icon={<Play aria-hidden="true" />}>
                {schedule.openCampaigns} running
              </Chip>
            )}
            {staleSince !== null && <StaleBadge since={staleSince} />}
          </>
        }
        description={coversText(schedule.covers)}
        actions={
          <>
            <RunNowButton schedule={schedule} />
            <PauseButton schedule={schedule} />
            {change === null ? (
              <LinkButton href={paths.changeReviewSchedule(schedule.id)}>Change…</LinkButton>
            ) : (
              <Button disabledReason={change}>Change…</Button>
            )}
          </>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title="Terms">
            <KeyValueList
              items={[
                { label: 'How often', value: cadenceWords(schedule.cadence) },
                {
                  label: 'Next slot',
                  value:
                    schedule.nextSlot === null ? (
                      <span className="text-muted">none</span>
                    ) : (
                      <>
                        {schedule.nextSlot.local} {schedule.timeZone}
                        <span className="text-muted">
                          {' · '}
                          {schedule.nextSlot.at.toISOString().replace('T', ' ').slice(0, 16)} UTC
                        </span>
                      </>
                    ),
                },
                { label: 'Asked', value: reviewerText(schedule.reviewer) },
                {
                  label: 'Second stage',
                  value:
                    schedule.secondReviewer === null ? (
                      <span className="text-muted">none</span>
                    ) : (
                      reviewerText(schedule.secondReviewer)
                    ),
                },
                {
                  label: 'Time to decide',
                  value: `${schedule.durationDays} days, and ${schedule.graceDays} of grace`,
                },
                {
                  label: 'Reminders',
                  value:
                    schedule.remindBeforeDays.length === 0
                      ? 'none'
                      : `${schedule.remindBeforeDays.join(' and ')} days before the end`,
                },
                { label: 'On silence', value: SILENCE_WORDS[schedule.onSilence] },
                {
                  label: 'Made',
                  value: (
                    <>
                      <ActorName id={schedule.createdBy} /> <TimeText at={schedule.createdAt} show="short" />
                    </>
                  ),
                },
              ]}
            />
          </Panel>
          <Panel title="Slots that have passed" flush>
            <DataTable
              caption="Slots that have passed, newest first"
              columns={SLOTS}
              rows={rows}
              rowKey={({ slot, at }) => `${slot.at.getTime()} ${at.getTime()}`}
              rowHref={({ campaign }) =>
                campaign === null ? paths.reviewSchedule(schedule.id) : paths.reviewCampaign(campaign)
              }
              skeletonRows={3}
              empty={<EmptyState title="None yet">The first one makes the first campaign.</EmptyState>}
              footer={<ListFooter list={slots} one="slot" many="slots" />}
            />
          </Panel>
        </div>
        <SchedulePreview draft={previewOf(draftOf(schedule))} />
      </div>
    </>
  );
}

function RunNowButton({ schedule }: { schedule: ReviewScheduleView }) {
  const [isOpen, setOpen] = useState(false);
  const refusal = usePermissionRefusal('review-schedule.run-now');
  const run = useMoveReviewSchedule('run-now');
  return (
    <>
      <Button disabledReason={refusal} onClick={() => setOpen(true)}>
        <Play aria-hidden="true" />
        Run now…
      </Button>
      {isOpen && (
        <FormFrame
          title="Run it now"
          description={`A campaign beside the cadence, over what “${schedule.name}” covers at this moment. Whoever is asked is told.`}
          size="sm"
          confirm="Run now"
          failure="No campaign was made"
          refusal={refusal}
          run={async () => {
            const { lastSlot } = await run.mutateAsync({ id: schedule.id });
            showToast({
              tone: 'done',
              title: lastSlot?.state === 'empty' ? 'There is nothing to look at' : 'A campaign is open',
              detail: schedule.name,
            });
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function PauseButton({ schedule }: { schedule: ReviewScheduleView }) {
  const verb = schedule.state === 'active' ? 'pause' : 'resume';
  const refusal = usePermissionRefusal(`review-schedule.${verb}`);
  const move = useMoveReviewSchedule(verb);
  return (
    <Button
      busy={move.isPending}
      disabledReason={refusal}
      onClick={() =>
        move.mutate(
          { id: schedule.id },
          {
            onSuccess: () =>
              showToast({
                tone: 'done',
                title: verb === 'pause' ? 'Paused: no slot fires' : 'It fires again, from its next slot on',
              }),
            onError: ({ message }) =>
              showToast({ tone: 'failed', title: 'Nothing changed', detail: message }),
          },
        )
      }
    >
      {verb === 'pause' ? <CirclePause aria-hidden="true" /> : <CirclePlay aria-hidden="true" />}
      {verb === 'pause' ? 'Pause' : 'Resume'}
    </Button>
  );
}
