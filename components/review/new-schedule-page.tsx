'use client';

import { useRouter } from 'next/navigation';
import { PageHeader } from '@/components/layout/page-header';
import { useZone } from '@/components/ui/preference-provider';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { paths } from '@/lib/paths';
import { useCreateReviewSchedule } from '@/lib/query/review-schedule';
import { newDraft } from './schedule-draft';
import { ScheduleForm } from './schedule-form';

const BACK = { label: 'Schedules', href: paths.reviewSchedules() };

/** Has something reviewed on a fixed cadence. */
export function NewSchedulePage() {
  const router = useRouter();
  const zone = useZone();
  const refusal = usePermissionRefusal('review-schedule.create');
  const create = useCreateReviewSchedule();
  return (
    <>
      <PageHeader
        back={BACK}
        title="New review schedule"
        description="Who looks at what, how often, until when; and what their silence means."
      />
      <ScheduleForm
        begin={newDraft(zone)}
        confirm="Save the schedule"
        refusal={refusal}
        back={BACK.href}
        run={async (input) => {
          const made = await create.mutateAsync(input);
          showToast({
            tone: 'done',
            title: 'The schedule stands',
            ...(made.nextSlot !== null && { detail: `Its first slot is ${made.nextSlot.local}.` }),
          });
          router.push(paths.reviewSchedule(made.id));
        }}
      />
    </>
  );
}
