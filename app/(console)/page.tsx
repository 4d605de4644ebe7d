import type { Metadata } from 'next';
import { OverviewPage } from '@/components/overview/overview-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Overview' };

export default async function Page() {
  await requireViewer();
  return <OverviewPage />;
}
