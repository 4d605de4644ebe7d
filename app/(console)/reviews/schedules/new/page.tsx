import type { Metadata } from 'next';
import { NewSchedulePage } from '@/components/review/new-schedule-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'New review schedule' };

export default async function Page() {
  await requireViewer();
  return <NewSchedulePage />;
}
