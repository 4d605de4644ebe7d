'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ReviewScheduleView } from '@/lib/contract/review-schedule';
import { paths } from '@/lib/paths';
import { useChangeReviewSchedule } from '@/lib/query/review-schedule';
import { changesBetween, draftDifferences, draftOf, inputOf } from './schedule-draft';
import { ScheduleForm } from './schedule-form';
import { ScheduleReading } from './schedule-reading';

/** Changes a schedule; campaigns that run keep their terms. */
export function ChangeSchedulePage({ id }: { id: string }) {
  return <ScheduleReading id={id}>{(schedule) => <Change schedule={schedule} />}</ScheduleReading>;
}

function Change({ schedule }: { schedule: ReviewScheduleView }) {
  const router = useRouter();
  const refusal = usePermissionRefusal('review-schedule.change');
  const change = useChangeReviewSchedule();
  // What it began with: somebody who changes it meanwhile is not overwritten, and said to have.
  const [begun, setBegun] = useState(schedule);
  const [was, theirs] = [draftOf(begun), draftOf(schedule)];
  const isOther = draftDifferences(was, theirs).length > 0;
  const back = paths.reviewSchedule(schedule.id);
  return (
    <>
      <PageHeader
        back={{ label: schedule.name, href: back }}
        title="Change the schedule"
        description="Campaigns that run keep their terms; the next one has these."
      />
      <ScheduleForm
        begin={was}
        meanwhile={isOther ? { begun: was, theirs, onSeen: () => setBegun(schedule) } : null}
        confirm="Save the changes"
        refusal={refusal}
        back={back}
        run={async (input) => {
          const changes = changesBetween(inputOf(was), input);
          const made = await change.mutateAsync({ id: begun.id, ifMatch: schedule.revision, ...changes });
          showToast({
            tone: 'done',
            title: 'Changed',
            ...(made.nextSlot !== null && { detail: `Its next slot is ${made.nextSlot.local}.` }),
          });
          router.push(back);
        }}
      />
    </>
  );
}
