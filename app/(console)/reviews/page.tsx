import type { Metadata } from 'next';
import { CampaignListPage } from '@/components/review/campaign-list-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Reviews' };

export default async function Page() {
  await requireViewer();
  return <CampaignListPage />;
}
