import type { Metadata } from 'next';
import { ScheduleListPage } from '@/components/review/schedule-list-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Review schedules' };

export default async function Page() {
  await requireViewer();
  return <ScheduleListPage />;
}
