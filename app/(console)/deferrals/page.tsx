import type { Metadata } from 'next';
import { DeferralList } from '@/components/deferral/deferral-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Calls put off' };

export default async function Page() {
  await requireViewer();
  return <DeferralList />;
}
