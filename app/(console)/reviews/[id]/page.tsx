import type { Metadata } from 'next';
import { CampaignPage } from '@/components/review/campaign-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string }> };

export const metadata: Metadata = { title: 'Review campaign' };

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <CampaignPage id={decodeURIComponent(id)} />;
}
