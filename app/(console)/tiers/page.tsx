import type { Metadata } from 'next';
import { TierPage } from '@/components/tier/tier-page';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Tiers' };

export default async function Page() {
  await requireViewer();
  return <TierPage />;
}
